import { type LbfgsOptions, minimise } from "../stats/lbfgs.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import type { TrainingPair } from "./training-pair.ts";

/** log(1 + e^x) without overflow. */
const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** What the loss reads of a pair. */
type Judged = Pick<TrainingPair, "a" | "b" | "label" | "bothBad">;

/** A logistic observation: sigmoid(w·x) should be `label`. */
export interface FeatureObservation {
  readonly x: Float32Array;
  readonly label: number;
  readonly weight: number;
}

/** How clearly an answer called bad loses against the average one. */
const BAD_LABEL = 0.2;

/** A pair is one observation of its difference; both-bad also says that each answer loses against the average answer, whose score is 0. */
export function observationsOf({ a, b, label, bothBad }: Judged): FeatureObservation[] {
  const difference = a.slice();
  for (let i = 0; i < b.length; i++) difference[i]! -= b[i]!;
  const observations: FeatureObservation[] = [{ x: difference, label, weight: 1 }];
  if (bothBad > 0) for (const x of [a, b]) observations.push({ x, label: BAD_LABEL, weight: bothBad / 2 });
  return observations;
}

/**
 * Bradley-Terry with soft labels: the weighted sum of cross-entropy(label, sigmoid(w·x)) plus l2/2 |w|². Writes the
 * gradient. Sums, not means: with few votes the prior rules, with many the data.
 */
export function preferenceLoss(
  observations: readonly FeatureObservation[],
  l2: number,
  w: Float64Array,
  gradient: Float64Array,
): number {
  let loss = 0;
  for (let i = 0; i < w.length; i++) {
    gradient[i] = l2 * w[i]!;
    loss += 0.5 * l2 * w[i]! ** 2;
  }
  const nothing: FeatureObservation = { x: new Float32Array(w.length), label: 0.5, weight: 0 };
  for (let from = 0; from < observations.length; from += 4) {
    const four = [0, 1, 2, 3].map((k) => observations[from + k] ?? nothing);
    const errors = scoresOf(w, four).map((score, k) => {
      const { label, weight } = four[k]!;
      loss += weight * (softplus(score) - label * score);
      return weight * (sigmoid(score) - label);
    });
    addTimes(gradient, errors, four);
  }
  return loss;
}

/** An observation for weights in units of their prior's deviation `[width]`, where all of them have the prior N(0, 1). */
export const inUnits = ({ x, ...one }: FeatureObservation, units: Float64Array): FeatureObservation => ({
  ...one,
  x: x.map((value, i) => value * units[i]!),
});

/**
 * The most likely weights `[width]` under a normal prior.
 * @param observations `inUnits` of the prior's deviations
 * @param units these deviations
 * @param start weights from which the search begins
 */
export function mostLikelyWeights(
  observations: readonly FeatureObservation[],
  units: Float64Array,
  start: Float64Array,
  how: LbfgsOptions,
): Float64Array<ArrayBuffer> {
  const found = minimise(
    (w, gradient) => preferenceLoss(observations, 1, w, gradient),
    start.map((value, i) => value / units[i]!),
    how,
  );
  return Float64Array.from(found, (value, i) => value * units[i]!);
}

/** Scores of four observations at once: a weight is read once for all of them, and no sum waits for another. Half the time of one by one. */
function scoresOf(w: Float64Array, [a, b, c, d]: readonly FeatureObservation[]): number[] {
  const [xa, xb, xc, xd] = [a!.x, b!.x, c!.x, d!.x];
  let sa = 0;
  let sb = 0;
  let sc = 0;
  let sd = 0;
  for (let i = 0; i < w.length; i++) {
    const weight = w[i]!;
    sa += weight * xa[i]!;
    sb += weight * xb[i]!;
    sc += weight * xc[i]!;
    sd += weight * xd[i]!;
  }
  return [sa, sb, sc, sd];
}

/** Adds the same four, each times its number. */
function addTimes(sum: Float64Array, times: readonly number[], [a, b, c, d]: readonly FeatureObservation[]): void {
  const [ta, tb, tc, td] = times as [number, number, number, number];
  const [xa, xb, xc, xd] = [a!.x, b!.x, c!.x, d!.x];
  for (let i = 0; i < sum.length; i++) sum[i]! += ta * xa[i]! + tb * xb[i]! + (tc * xc[i]! + td * xd[i]!);
}
