import { seeded } from "../../../shared/random/seeded.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { mean } from "../../stats/moments.ts";
import type { TrainingPair } from "../training-pair.ts";

/** Directions, of length 1 and at right angles, along which answers vary most; `[width]` each. */
export type PrincipalAxes = readonly Float64Array[];

/** Of subspace iteration: enough for axes that are told apart well; the others only have to span what is left. */
const STEPS = 12;

/**
 * Finds them by subspace iteration (Golub & Van Loan 2013, section 8.2.4), which costs 2 x steps x samples x width x axes multiplications: a
 * third of a second for the pocket model, once for a starting model.
 * @param samples scaled features `[width]` of reference answers, at least one
 * @param most axes that are looked for; fewer come back where samples or features are fewer
 */
export function principalAxes(samples: readonly Float32Array[], most: number): PrincipalAxes {
  const width = samples[0]!.length;
  const centre = Float64Array.from({ length: width }, (_, j) => mean(samples.map((sample) => sample[j]!)));
  const centred = samples.map((sample) => Float64Array.from(sample, (value, j) => value - centre[j]!));
  const random = seeded(1);
  const count = Math.min(most, width, samples.length);
  let axes = atRightAngles(
    Array.from({ length: count }, () => Float64Array.from({ length: width }, () => random() - 0.5)),
  );
  for (let step = 0; step < STEPS; step++) axes = atRightAngles(axes.map((axis) => spreadAlong(centred, axis)));
  return axes;
}

/** The covariance of samples, but for a factor, times an axis. */
function spreadAlong(samples: readonly Float64Array[], axis: Float64Array): Float64Array {
  const product = new Float64Array(axis.length);
  for (const sample of samples) {
    const along = dot(sample, axis);
    for (const [j, value] of sample.entries()) product[j]! += along * value;
  }
  return product;
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
