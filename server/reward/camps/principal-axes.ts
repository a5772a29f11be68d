import { seeded } from "../../../shared/random/seeded.ts";
import { dot, products } from "../../stats/linear-algebra.ts";
import type { TrainingPair } from "../training-pair.ts";

/** Directions, of length 1 and at right angles, along which answers vary most; `[width]` each. */
export type PrincipalAxes = readonly Float64Array[];

/** Of subspace iteration: enough for axes that are told apart well; the others only have to span what is left. */
const STEPS = 12;

/**
 * Finds them by subspace iteration (Golub & Van Loan 2013, section 8.2.4) on the samples' products with one another, which are fewer than those of features:
 * samples² x (width / 2 + steps x axes) multiplications, a tenth of a second for the pocket model, once for a starting model.
 * @param samples scaled features `[width]` of reference answers, at least one
 * @param most axes that are looked for; fewer come back where samples or features are fewer
 */
export function principalAxes(samples: readonly Float32Array[], most: number): PrincipalAxes {
  const width = samples[0]!.length;
  const centre = new Float64Array(width);
  for (const sample of samples) for (let j = 0; j < width; j++) centre[j]! += sample[j]! / samples.length;
  const centred = samples.map((sample) => Float64Array.from(centre, (value, j) => sample[j]! - value));
  const alike = products(centred);
  const random = seeded(1);
  const count = Math.min(most, width, samples.length);
  let shares = atRightAngles(Array.from({ length: count }, () => Float64Array.from(samples, () => random() - 0.5)));
  for (let step = 0; step < STEPS; step++)
    shares = atRightAngles(shares.map((share) => Float64Array.from(alike, (row) => dot(row, share))));
  return atRightAngles(shares.map((share) => weightedSum(centred, share)));
}

function weightedSum(vectors: readonly Float64Array[], weights: Float64Array): Float64Array {
  const sum = new Float64Array(vectors[0]!.length);
  for (const [i, vector] of vectors.entries()) for (let j = 0; j < sum.length; j++) sum[j]! += weights[i]! * vector[j]!;
  return sum;
}

/** Gram-Schmidt. What hardly differs from those before it is left out. */
function atRightAngles(vectors: readonly Float64Array[]): Float64Array[] {
  const axes: Float64Array[] = [];
  for (const vector of vectors) {
    const rest = vector.slice();
    const before = Math.sqrt(dot(rest, rest));
    for (const axis of axes) {
      const along = dot(rest, axis);
      for (const [j, value] of axis.entries()) rest[j]! -= along * value;
    }
    const length = Math.sqrt(dot(rest, rest));
    if (length > 1e-9 * before) axes.push(rest.map((value) => value / length));
  }
  return axes;
}

/**
 * The difference of a pair's answers along each axis.
 * @param unit length along an axis that counts as 1
 */
export function alongAxes(axes: PrincipalAxes, unit: number, { a, b }: Pick<TrainingPair, "a" | "b">): Float64Array {
  const difference = Float64Array.from(a, (value, i) => (value - b[i]!) / unit);
  return Float64Array.from(axes, (axis) => dot(axis, difference));
}
