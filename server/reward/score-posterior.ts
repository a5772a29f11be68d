import { addSquares, dot, factorise, products, solveLowerAll } from "../stats/linear-algebra.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import { observationsOf } from "./preference-loss.ts";
import type { TrainingPair } from "./training-pair.ts";

/** What comparisons tell of the scores of some answers: a normal distribution. A pair's margin is the difference of two scores. */
export interface ScorePosterior {
  readonly mean: Float64Array;
  /** `[answers, answers]` */
  readonly covariance: readonly Float64Array[];
}

/**
 * Laplace's approximation around a fitted head, whose weights have the precision of their prior + the sum of p (1 - p) x xᵀ over comparisons (Bishop
 * 2006, section 4.5.1), seen in the scores of answers. Without comparisons it is the prior. It is solved in the comparisons or in the weights, whichever
 * are fewer.
 * @param head null before the first fit: zero
 * @param precision of weights before the comparisons: of all of them, or of each `[width]`
 * @param answers scaled features `[width]` of each
 */
export function scorePosterior(
  head: Float64Array | null,
  comparisons: readonly Pick<TrainingPair, "a" | "b" | "label" | "bothBad" | "weight">[],
  precision: number | Float64Array,
  answers: readonly Float32Array[],
): ScorePosterior {
  const width = answers[0]?.length ?? 0;
  const scoreOf = (x: Float32Array) => (head === null ? 0 : dot(head, x));
  const deviations = Float64Array.from({ length: width }, (_, i) =>
    Math.sqrt(1 / (typeof precision === "number" ? precision : precision[i]!)),
  );
  const inUnits = (x: Float32Array, times = 1) => {
    const values = new Float64Array(width);
    for (let i = 0; i < width; i++) values[i] = times * deviations[i]! * x[i]!;
    return values;
  };
  const seen = comparisons.flatMap((comparison) =>
    observationsOf(comparison).map(({ x, weight }) => {
      const information = weight * (comparison.weight ?? 1) * voteInformation(scoreOf(x));
      return inUnits(x, Math.sqrt(information));
    }),
  );
  const asked = answers.map((x) => inUnits(x));
  const covariance = seen.length < width ? solvedByVotes(seen, asked) : solvedByWeights(seen, asked);
  return { mean: Float64Array.from(answers, scoreOf), covariance };
}

/** A Aᵀ - V Vᵀ with V = A Xᵀ L⁻ᵀ, where L Lᵀ = 1 + X Xᵀ. */
function solvedByVotes(seen: readonly Float64Array[], asked: readonly Float64Array[]): Float64Array[] {
  const lower = products(seen).map((row, i) => row.subarray(0, i + 1));
  for (const [i, row] of lower.entries()) row[i]! += 1;
  factorise(lower);
  const told = asked.map((x) => Float64Array.from(seen, (one) => dot(one, x)));
  solveLowerAll(lower, told);
  const known = products(told);
  return products(asked).map((row, i) => row.map((value, j) => value - known[i]![j]!));
}

/** U Uᵀ with U = A L⁻ᵀ, where L Lᵀ = 1 + Xᵀ X. */
function solvedByWeights(seen: readonly Float64Array[], asked: readonly Float64Array[]): Float64Array[] {
  const lower = Array.from(asked[0] ?? [], (_, i) => new Float64Array(i + 1).fill(1, i));
  addSquares(lower, seen);
  factorise(lower);
  const whitened = asked.map((x) => x.slice());
  solveLowerAll(lower, whitened);
  return products(whitened);
}

/** Variance of the margin between two answers. */
export const marginVariance = (covariance: readonly Float64Array[], a: number, b: number): number =>
  covariance[a]![a]! + covariance[b]![b]! - 2 * covariance[a]![b]!;

/** Fisher information of a vote on a margin, in logits. */
function voteInformation(margin: number): number {
  const p = sigmoid(margin);
  return p * (1 - p);
}

/**
 * The expected information of a vote whose margin, in logits, is normal with this mean and variance: the logistic curve averaged over it by MacKay's
 * approximation (1992, "The evidence framework applied to classification networks"). Answers that may be far apart tell less than a margin
 * of 0 would.
 */
export function expectedInformation(margin: number, variance: number): number {
  const flatter = 1 / Math.sqrt(1 + (Math.PI * variance) / 8);
  return flatter * voteInformation(flatter * margin);
}

/** Reduces a covariance, in place, by what a vote on two answers will tell, whichever way it goes. */
export function foreseeVote(covariance: readonly Float64Array[], a: number, b: number, information: number): void {
  const shared = covariance[a]!.map((value, i) => value - covariance[b]![i]!);
  const times = 1 / (1 / information + shared[a]! - shared[b]!);
  for (const [i, row] of covariance.entries())
    for (let j = 0; j < row.length; j++) row[j]! -= times * shared[i]! * shared[j]!;
}
