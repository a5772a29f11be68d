/** One token drawn from a distribution, and its log-probability. */
export interface SampledToken {
  readonly id: number;
  readonly logProb: number;
}

/**
 * Draws by inverting the cumulative distribution.
 * @param probabilities all rows; this row is `[offset, offset + size)`
 * @param topP nucleus (Holtzman et al. 2020): only the most likely tokens that together reach this mass; 1 for all
 */
export function sampleToken(
  probabilities: Float32Array,
  offset: number,
  size: number,
  topP: number,
  random: () => number,
): SampledToken {
  if (topP < 1) return sampleNucleus(probabilities, offset, size, topP, random);
  const target = random();
  let mass = 0;
  let id = 0;
  for (let i = 0; i < size; i++) {
    const p = probabilities[offset + i]!;
    if (p === 0) continue;
    mass += p;
    id = i;
    if (mass > target) break;
  }
  return { id, logProb: Math.log(probabilities[offset + id]!) };
}

function sampleNucleus(
  probabilities: Float32Array,
  offset: number,
  size: number,
  topP: number,
  random: () => number,
): SampledToken {
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => probabilities[offset + b]! - probabilities[offset + a]!,
  );
  let kept = 0;
  let mass = 0;
  while (kept < size && mass < topP) mass += probabilities[offset + order[kept++]!]!;
  let target = random() * mass;
  let id = order[0]!;
  for (let i = 0; i < kept; i++) {
    id = order[i]!;
    target -= probabilities[offset + id]!;
    if (target < 0) break;
  }
  return { id, logProb: Math.log(probabilities[offset + id]! / mass) };
}
