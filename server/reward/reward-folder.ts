import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeFolder } from "../ml/model/checkpoint.ts";
import { formatSafetensors, parseSafetensors } from "../ml/model/safetensors.ts";
import type { RewardEnsemble } from "./reward-ensemble.ts";
import type { FeatureScale } from "./reward-features.ts";

/** A fitted reward model: heads on the features of the frozen starting model, with the scales that belong to them. */
export interface RewardModel {
  readonly scale: FeatureScale;
  readonly ensemble: RewardEnsemble;
}

const FILE = "reward-heads.safetensors";

/** Writes the heads and their scales into a new folder, all or nothing. */
export async function saveRewardModel(folder: string, { scale, ensemble }: RewardModel): Promise<void> {
  const width = scale.mean.length;
  const members = ensemble.heads.length;
  const heads = new Float32Array(members * width);
  for (const [i, head] of ensemble.heads.entries()) heads.set(head, i * width);
  const file = formatSafetensors({
    "feature.mean": { shape: [width], values: scale.mean },
    "feature.scale": { shape: [width], values: scale.scale },
    "feature.limit": { shape: [width], values: scale.limit },
    "prior.precision": { shape: [width], values: Float32Array.from(ensemble.precision) },
    "score.weight": { shape: [members, width], values: heads },
    "score.mean": { shape: [members], values: Float32Array.from(ensemble.mean) },
    "score.std": { shape: [members], values: Float32Array.from(ensemble.std) },
  });
  await writeFolder(folder, { [FILE]: file });
}

/** Reads what `saveRewardModel` wrote. Throws an Error that names the folder and the tensor that is missing. */
export async function loadRewardModel(folder: string): Promise<RewardModel> {
  const tensors = parseSafetensors(await readFile(join(folder, FILE)));
  const tensor = (name: string) => {
    const found = tensors[name];
    if (found === undefined) throw new Error(`${folder}: ${FILE} lacks "${name}"`);
    return found;
  };
  const heads = tensor("score.weight");
  const [members, width] = heads.shape as [number, number];
  // Folders of before had no limit, and one precision of all weights, which nothing but a fit reads.
  const optional = (name: string, otherwise: number) =>
    tensors[name]?.values ?? new Float32Array(width).fill(otherwise);
  return {
    scale: {
      mean: tensor("feature.mean").values,
      scale: tensor("feature.scale").values,
      limit: optional("feature.limit", Number.POSITIVE_INFINITY),
    },
    ensemble: {
      heads: Array.from({ length: members }, (_, i) =>
        Float64Array.from(heads.values.subarray(i * width, (i + 1) * width)),
      ),
      mean: [...tensor("score.mean").values],
      std: [...tensor("score.std").values],
      precision: Float64Array.from(optional("prior.precision", 1)),
    },
  };
}
