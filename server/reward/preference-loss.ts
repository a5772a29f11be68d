import { dot } from "../stats/linear-algebra.ts";
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
  const observations: FeatureObservation[] = [{ x: a.map((value, i) => value - b[i]!), label, weight: 1 }];
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
  for (const { x, label, weight } of observations) {
    const score = dot(w, x);
    const error = weight * (sigmoid(score) - label);
    for (let i = 0; i < w.length; i++) gradient[i]! += error * x[i]!;
    loss += weight * (softplus(score) - label * score);
  }
  return loss;
}
