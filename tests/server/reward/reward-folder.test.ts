import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatSafetensors } from "../../../server/ml/model/safetensors.ts";
import { totalSize } from "../../../server/reward/features/feature-group.ts";
import { conservativeReward, ensembleOf, fitEnsemble } from "../../../server/reward/reward-ensemble.ts";
import {
  applyFeatureScale,
  featureGroups,
  isScaleOf,
  SCALAR_FEATURES,
} from "../../../server/reward/reward-features.ts";
import { loadRewardModel, saveRewardModel } from "../../../server/reward/reward-folder.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const HIDDEN = 4;
const WIDTH = totalSize(featureGroups(HIDDEN));
const scratch = temporaryFolder();

/** Of a time before texts were read: no limit, one precision of all weights, and features of the trunk alone. */
async function earlierFolder(): Promise<{ folder: string; width: number }> {
  const width = 3 * HIDDEN + SCALAR_FEATURES;
  const values = (of: (i: number) => number, length = width) => Float32Array.from({ length }, (_, i) => of(i));
  const file = formatSafetensors({
    "feature.mean": { shape: [width], values: values((i) => i) },
    "feature.scale": { shape: [width], values: values(() => 0.5) },
    "score.weight": { shape: [2, width], values: values((i) => (i % width) - 3, 2 * width) },
    "score.mean": { shape: [2], values: values(() => 0, 2) },
    "score.std": { shape: [2], values: values(() => 1, 2) },
  });
  await writeFile(join(scratch.path, "reward-heads.safetensors"), file);
  return { folder: scratch.path, width };
}

test("a folder of a time before texts were read scores today's features by the first of them, and is refitted on all", async () => {
  const { folder, width } = await earlierFolder();
  const { scale, ensemble } = await loadRewardModel(folder);
  expect(isScaleOf(scale, WIDTH)).toBe(true);
  expect(isScaleOf(scale, WIDTH + 1)).toBe(false);
  const features = Float32Array.from({ length: WIDTH }, (_, i) => i + 2 + Number(i >= width) * 1e6);
  const scaled = applyFeatureScale(scale, features);
  expect(scaled).toHaveLength(width);
  const reward = conservativeReward(ensemble, scaled, 0);
  const sum = Array.from({ length: width }, (_, i) => i - 3).reduce((a, b) => a + b);
  expect(reward).toBeCloseTo(sum, 5);

  const settings = { members: 2, l2: 3, groups: featureGroups(HIDDEN), iterations: 20, conservatism: 0.5, seed: 1 };
  const [a, b] = [0, 1].map((k) => Float32Array.from({ length: WIDTH }, (_, i) => ((i + k) % 3) / WIDTH));
  const pairs = [{ id: 1, promptId: "p", a: a!, b: b!, label: 1, bothBad: 0 }];
  const refitted = fitEnsemble(pairs, [a!, b!], null, settings);
  expect(refitted.heads.every((head) => head.length === WIDTH && head.every(Number.isFinite))).toBe(true);
});

test("what was saved is read again, with the prior of each weight", async () => {
  const vector = (of: (i: number) => number) => Float32Array.from({ length: 3 }, (_, i) => of(i));
  const scale = { mean: vector((i) => i), scale: vector(() => 2), limit: vector((i) => 1 + i) };
  const heads = [Float64Array.of(1, 2, 3), Float64Array.of(-1, 0, 0.5)];
  const ensemble = ensembleOf(heads, [vector((i) => i)], Float64Array.of(1, 2, 4));
  const folder = join(scratch.path, "saved");
  await saveRewardModel(folder, { scale, ensemble });
  const found = await loadRewardModel(folder);
  expect(found.scale).toEqual(scale);
  expect(found.ensemble.heads).toEqual(heads);
  expect(found.ensemble.precision).toEqual(Float64Array.of(1, 2, 4));
});
