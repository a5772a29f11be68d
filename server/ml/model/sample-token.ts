/** One token drawn from a distribution, and its log-probability. */
export interface SampledToken {
  readonly id: number;
  /** Under the whole distribution, also where only its nucleus was drawn from: the one that training computes. */
  readonly logProb: number;
}

/**
 * Draws from the nucleus (Holtzman et al. 2020): the most likely tokens that together reach a mass. A token outside is drawn again, which
 * takes no sorting.
 * @param probabilities all rows; this row is `[offset, offset + size)`
 * @param topP mass of the nucleus; 1 for all tokens
 */
export function sampleToken(
  probabilities: Float32Array,
  offset: number,
  size: number,
  topP: number,
  random: () => number,
): SampledToken {
  for (;;) {
    const id = draw(probabilities, offset, size, random());
    if (topP >= 1 || likelierMass(probabilities, offset, size, id) < topP)
      return { id, logProb: Math.log(probabilities[offset + id]!) };
  }
}

/** By inverting the cumulative distribution. */
function draw(probabilities: Float32Array, offset: number, size: number, target: number): number {
  let mass = 0;
  let id = 0;
  for (let i = 0; i < size; i++) {
    const p = probabilities[offset + i]!;
    if (p === 0) continue;
    mass += p;
    id = i;
    if (mass > target) break;
  }
  return id;
}

/** Mass of the tokens that are likelier than this one. */
function likelierMass(probabilities: Float32Array, offset: number, size: number, id: number): number {
  const own = probabilities[offset + id]!;
  let mass = 0;
  for (let i = 0; i < size; i++) {
    const p = probabilities[offset + i]!;
    if (p > own) mass += p;
  }
  return mass;
}
