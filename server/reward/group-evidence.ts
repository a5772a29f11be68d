import { dot, factorise, products, solveFactorised } from "../stats/linear-algebra.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import type { FeatureGroup } from "./features/feature-group.ts";
import type { FeatureObservation } from "./preference-loss.ts";

/** Degrees of freedom' worth of belief in the variance that a group has before votes tell it. */
const BELIEF = 1.5;
/** Turns of the fixed point at most, and the relative change that ends them. */
const TURNS = 12;
const SETTLED = 0.03;
/** Newton steps of a turn; the first turn has more, because it starts from nothing. */
const FIRST_STEPS = 4;
const STEPS = 2;

/**
 * Automatic relevance determination: the prior variance of each group's weights that makes the votes most likely. MacKay's fixed point (1992, "Bayesian
 * interpolation") with effective degrees of freedom, around Laplace's approximation: a group's variance becomes the squared length of its
 * weights over the number of them that votes determine, with as much belief in its first variance as `BELIEF` says added to both, which is the
 * mode under an inverse gamma prior. A group that tells nothing ends near zero and costs nothing. All of it is done on Gram matrices of the observations
 * (Rasmussen & Williams 2006, algorithm 3.1), so that it costs their number cubed, however wide groups are.
 * @param observations some hundreds at most; scaled features `[width]`
 * @param variance of a weight before anything is known of its group, times the group's own `prior`
 * @returns one variance a group
 */
export function groupVariances(
  observations: readonly FeatureObservation[],
  groups: readonly FeatureGroup[],
  variance: number,
): number[] {
  const grams = gramsOf(observations, groups);
  const first = groups.map(({ prior = 1 }) => prior * variance);
  let variances = first;
  let scores = new Float64Array(observations.length);
  for (let turn = 0; turn < TURNS; turn++) {
    const kernel = weightedSum(grams, variances);
    const mode = laplace(observations, kernel, scores, turn === 0 ? FIRST_STEPS : STEPS);
    scores = Float64Array.from(mode.scores);
    const spread = posteriorKernel(mode);
    const next = grams.map((gram, g) => {
      const [before, length, trace] = [variances[g]!, quadratic(gram, mode.dual), traceOf(gram, spread)];
      return (BELIEF * first[g]! + before * before * length) / (BELIEF + before * trace);
    });
    const change = Math.max(...next.map((value, g) => Math.abs(value / variances[g]! - 1)));
    variances = next;
    if (change < SETTLED) break;
  }
  return variances;
}

type Matrix = readonly Float64Array[];

/** Laplace's approximation in the dual. */
interface Mode {
  readonly scores: Float64Array;
  /** Weights are the sum of observations, each times its dual and its group's variance. */
  readonly dual: Float64Array;
  /** Roots of the votes' information. */
  readonly root: Float64Array;
  /** Cholesky's factor of 1 + root kernel root. */
  readonly lower: Matrix;
}

/** Newton steps towards the most likely scores of the observations (Rasmussen & Williams 2006, algorithm 3.1). */
function laplace(
  observations: readonly FeatureObservation[],
  kernel: Matrix,
  start: Float64Array,
  steps: number,
): Mode {
  let mode: Mode = { scores: start, dual: start, root: start, lower: [] };
  for (let step = 0; step < steps; step++) {
    const { scores } = mode;
    const shares = scores.map(sigmoid);
    const information = shares.map((p, i) => observations[i]!.weight * Math.max(1e-6, p * (1 - p)));
    const root = information.map(Math.sqrt);
    const lower = kernel.map((row, i) =>
      Float64Array.from({ length: i + 1 }, (_, j) => root[i]! * row[j]! * root[j]! + Number(i === j)),
    );
    factorise(lower);
    const wanted = information.map(
      (w, i) => w * scores[i]! + observations[i]!.weight * (observations[i]!.label - shares[i]!),
    );
    const solved = solveFactorised(
      lower,
      product(kernel, wanted).map((value, i) => root[i]! * value),
    );
    const dual = wanted.map((value, i) => value - root[i]! * solved[i]!);
    mode = { scores: product(kernel, dual), dual, root, lower };
  }
  return mode;
}

/** The lower triangle of root (1 + root kernel root)^-1 root: its product with a Gram matrix tells how many weights votes determine. */
function posteriorKernel({ root, lower }: Mode): Matrix {
  const sums = Array.from(root, (_, i) => new Float64Array(i + 1));
  for (const row of inverseOf(lower))
    for (const [i, value] of row.entries()) {
      const sum = sums[i]!;
      for (let j = 0; j <= i; j++) sum[j]! += value * row[j]!;
    }
  for (const [i, sum] of sums.entries()) for (let j = 0; j <= i; j++) sum[j]! *= root[i]! * root[j]!;
  return sums;
}

/** The inverse of a lower triangle, by rows. */
function inverseOf(lower: Matrix): Float64Array[] {
  const inverse: Float64Array[] = [];
  for (const [i, row] of lower.entries()) {
    const own = new Float64Array(i + 1);
    for (const [k, earlier] of inverse.entries()) {
      const value = row[k]!;
      for (let j = 0; j <= k; j++) own[j]! -= value * earlier[j]!;
    }
    own[i] = 1;
    inverse.push(own.map((value) => value / row[i]!));
  }
  return inverse;
}

/** Products of observations, group by group. */
function gramsOf(observations: readonly FeatureObservation[], groups: readonly FeatureGroup[]): Matrix[] {
  let from = 0;
  return groups.map(({ size }) => {
    const parts = observations.map(({ x }) => Float64Array.from(x.subarray(from, from + size)));
    from += size;
    return products(parts);
  });
}

function weightedSum(grams: readonly Matrix[], weights: readonly number[]): Matrix {
  const sum = grams[0]!.map((row) => new Float64Array(row.length));
  for (const [g, gram] of grams.entries())
    for (const [i, row] of sum.entries()) {
      const added = gram[i]!;
      for (let j = 0; j < row.length; j++) row[j]! += weights[g]! * added[j]!;
    }
  return sum;
}

const product = (matrix: Matrix, vector: Float64Array): Float64Array =>
  Float64Array.from(matrix, (row) => dot(row, vector));

const quadratic = (matrix: Matrix, vector: Float64Array): number => {
  const times = product(matrix, vector);
  return times.reduce((sum, value, i) => sum + value * vector[i]!, 0);
};

/** Of the product of two symmetric matrices, the second given by its lower triangle. */
function traceOf(full: Matrix, lower: Matrix): number {
  let sum = 0;
  for (const [i, row] of lower.entries()) {
    const other = full[i]!;
    for (let j = 0; j < i; j++) sum += 2 * row[j]! * other[j]!;
    sum += row[i]! * other[i]!;
  }
  return sum;
}
