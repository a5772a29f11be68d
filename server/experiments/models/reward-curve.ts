import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Preference } from "../../ports/results.ts";
import type { FeatureGroup } from "../../reward/features/feature-group.ts";
import { TEXT_GROUPS, textFeatures } from "../../reward/features/text-features.ts";
import { ENSEMBLE, fitEnsemble, predictedShare } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale, fitFeatureScale } from "../../reward/reward-features.ts";
import type { TrainingPair } from "../../reward/training-pair.ts";
import { formatTable, percent } from "../terminal/table.ts";
import { type PredictionQuality, predictionQuality } from "./prediction-quality.ts";
import { holdOut } from "./preferences.ts";

/** Judged pairs in scaled features. */
export interface ReadPairs {
  readonly pairs: readonly TrainingPair[];
  /** Scaled features `[width]` of answers, at least one. */
  readonly reference: readonly Float32Array[];
  readonly groups: readonly FeatureGroup[];
}

/** What is known after a fit to so many pairs. */
export interface CurvePoint {
  readonly pairs: number;
  readonly quality: PredictionQuality;
}

/** How well a reward model predicts pairs of prompts that it never saw, by the number of pairs that it was fitted to. */
export interface RewardCurve {
  /** The last one is fitted to all pairs that aren't held out. */
  readonly points: readonly CurvePoint[];
  readonly heldOut: number;
}

const HELD_OUT_PROMPTS = 0.2;
const FEWEST = 50;

/**
 * Fits one head to 50 pairs, then to twice as many, and so on, in an order that the seed gives, and measures each on the same held-out prompts.
 * @returns null where all pairs share one prompt, so that nothing can be held out
 */
export function rewardCurve({ pairs, reference, groups }: ReadPairs, seed: number): RewardCurve | null {
  const random = seeded(seed);
  const { train, heldOut } = holdOut(pairs, ({ promptId }) => promptId, HELD_OUT_PROMPTS, random);
  if (heldOut.length === 0) return null;
  const order = shuffled(train, random);
  const counts: number[] = [];
  for (let count = FEWEST; count < order.length; count *= 2) counts.push(count);
  const points = [...counts, order.length].map((count) => {
    const ensemble = fitEnsemble(order.slice(0, count), reference, null, { ...ENSEMBLE, groups, members: 0 });
    const predictions = heldOut.map(({ a, b, label }) => ({
      predicted: predictedShare(ensemble, a, b),
      voted: label,
    }));
    return { pairs: count, quality: predictionQuality(predictions) };
  });
  return { points, heldOut: heldOut.length };
}

/** The curve as a table, with the calibration of its last point. */
export function describeCurve({ points, heldOut }: RewardCurve): string {
  const rows = points.map(({ pairs, quality: { accuracy, low, high, logLoss, calibrationError, brier } }) => [
    String(pairs),
    percent(accuracy),
    `${percent(low)}-${percent(high)}`,
    logLoss.toFixed(3),
    calibrationError.toFixed(3),
    brier.toFixed(3),
  ]);
  const last = points.at(-1)!;
  const bins = last.quality.bins.map(({ from, pairs, predicted, voted }) => [
    `${percent(from)} to ${percent(from + 0.1)}`,
    String(pairs),
    percent(predicted),
    percent(voted),
  ]);
  return [
    `Measured on ${heldOut} pairs of prompts that it never saw. A coin has log loss 0.693 and Brier score 0.250.`,
    formatTable(["fitted to", "accuracy", "95%", "log loss", "calibration error", "Brier score"], rows),
    `Calibration when fitted to ${last.pairs} pairs:`,
    formatTable(["predicted for A", "pairs", "mean", "voted for A"], bins),
  ].join("\n");
}

/** A file's pairs by what their texts alone tell: no model reads them, so that they may be of any length and language. */
export function textPairs(preferences: readonly Preference[]): ReadPairs {
  const raw = preferences.flatMap(({ prompt, chosen, rejected }) => [
    textFeatures(prompt, chosen),
    textFeatures(prompt, rejected),
  ]);
  const scale = fitFeatureScale(raw, TEXT_GROUPS);
  const reference = raw.map((features) => applyFeatureScale(scale, features));
  const pairs = preferences.map(({ prompt, turns }, i): TrainingPair => {
    const [chosen, rejected] = [reference[2 * i]!, reference[2 * i + 1]!];
    const promptId = JSON.stringify([prompt, turns ?? null]);
    const shared = { id: i + 1, promptId, bothBad: 0 };
    // Every second one has its sides swapped, so that A wins no more often than B.
    return i % 2 === 0
      ? { ...shared, a: chosen, b: rejected, label: 1 }
      : { ...shared, a: rejected, b: chosen, label: 0 };
  });
  return { pairs, reference, groups: TEXT_GROUPS };
}
