import type { Preference } from "../../ports/results.ts";
import { TEXT_GROUPS, textFeatures } from "../../reward/features/text-features.ts";
import { applyFeatureScale, fitFeatureScale } from "../../reward/reward-features.ts";
import type { TrainingPair } from "../../reward/training-pair.ts";
import type { ReadPairs } from "./reward-curve.ts";

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
