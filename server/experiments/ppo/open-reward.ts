import { stat } from "node:fs/promises";
import type { Reward } from "../../methods/method.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { conservativeReward, ENSEMBLE } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale, rewardFeatureCount } from "../../reward/reward-features.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import type { WeightedTastes } from "../crowd/measure-policy.ts";
import { standardCrowd } from "../crowd/standard-crowd.ts";
import type { Answer } from "../crowd/taste.ts";

/** A reward whose unit is yet to be fixed: a taste has its own until it is known how the start's answers spread. */
export interface OpenedReward {
  readonly reward: Reward;
  /** To be called with answers of the starting policy before the first reward. */
  calibrate(answers: readonly Answer[]): void;
}

/** Opens a reward folder, or a taste as the crowd takes them. Throws an Error that says what is wrong with it. */
export async function openReward(source: string, config: LlamaConfig, tokenizer: Tokenizer): Promise<OpenedReward> {
  return (await isFolder(source)) ? folderReward(source, config) : tasteReward(source, tokenizer);
}

async function folderReward(folder: string, config: LlamaConfig): Promise<OpenedReward> {
  const { scale, ensemble } = await loadRewardModel(folder).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`--reward: ${folder} is no reward folder (${reason}); npm run learn -- reward writes one`, {
      cause,
    });
  });
  const wanted = rewardFeatureCount(config);
  if (scale.mean.length !== wanted)
    throw new Error(
      `--reward: ${folder} reads ${scale.mean.length} features, the model in --from gives ${wanted}: they don't belong together`,
    );
  return {
    reward: (readings) =>
      readings.map(({ features }) =>
        conservativeReward(ensemble, applyFeatureScale(scale, features), ENSEMBLE.conservatism),
      ),
    calibrate() {},
  };
}

async function tasteReward(source: string, tokenizer: Tokenizer): Promise<OpenedReward> {
  const camps = await loadTastes(source).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message.replace("--taste: ", "") : String(cause);
    throw new Error(`--reward: there is no folder ${source}, and as a taste: ${reason}`, { cause });
  });
  if (camps.some(({ taste }) => taste === "random"))
    throw new Error("--reward: a crowd that votes by coin gives no reward; name a folder or a taste");
  let judges: WeightedTastes = [];
  return {
    reward: (_, responses) =>
      responses.map(({ prompt, response }) => {
        const answer = { prompt: tokenizer.decode(prompt), response: tokenizer.decode(response) };
        return judges.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0);
      }),
    calibrate(answers) {
      ({ judges } = standardCrowd(camps, answers));
    },
  };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
