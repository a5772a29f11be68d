import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { ReferenceModel, SequenceShape } from "../../ml/training/reference-model.ts";
import { predictedShare } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale, isScaleOf } from "../../reward/reward-features.ts";
import type { RewardModel } from "../../reward/reward-folder.ts";
import type { Judge } from "./judge.ts";

/** What reads answers for a reward model: the starting model that its heads were fitted on. */
export interface Trunk {
  readonly reference: Pick<ReferenceModel, "read">;
  readonly tokenizer: Pick<Tokenizer, "encode" | "encodePrompt" | "eosId">;
  readonly shape: Pick<SequenceShape, "promptWindow" | "windows">;
}

/** A fitted reward model as judge. What is longer than the model reads is cut, for both answers alike. */
export function rewardModelJudge(
  name: string,
  { scale, ensemble }: RewardModel,
  { reference, tokenizer, shape }: Trunk,
): Judge {
  const longest = Math.max(...shape.windows);
  const sequence = (prompt: string, answer: string) => ({
    prompt: tokenizer.encodePrompt(prompt).slice(0, shape.promptWindow),
    response: [...tokenizer.encode(answer).slice(0, longest - 1), tokenizer.eosId],
  });
  return {
    name,
    batch: 16,
    lanes: 1,
    async compare(pairs) {
      const readings = await reference.read(
        pairs.flatMap(({ prompt, a, b }) => [sequence(prompt, a), sequence(prompt, b)]),
      );
      const features = readings.map((one) => {
        if (!isScaleOf(scale, one.features.length))
          throw new Error(
            `${name}: this reward model was fitted on another model (${scale.mean.length} features) than this arena's (${one.features.length})`,
          );
        return applyFeatureScale(scale, one.features);
      });
      return pairs.map((_, i) => ({
        share: predictedShare(ensemble, features[2 * i]!, features[2 * i + 1]!),
        ordersAgree: null,
      }));
    },
  };
}
