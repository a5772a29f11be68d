import { stat, writeFile } from "node:fs/promises";
import { seeded } from "../../../shared/random/seeded.ts";
import type { Reward } from "../../methods/method.ts";
import { METHODS } from "../../methods/registry.ts";
import { writeCheckpoint } from "../../ml/model/checkpoint.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { totalSize } from "../../reward/features/feature-group.ts";
import { conservativeReward, ENSEMBLE } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale, featureGroups, isScaleOf } from "../../reward/reward-features.ts";
import { loadRewardModel } from "../../reward/reward-folder.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import { loadTastes } from "../crowd/load-tastes.ts";
import type { WeightedTastes } from "../crowd/standard-crowd.ts";
import { standardCrowd } from "../crowd/standard-crowd.ts";
import { pocketSetting, spreadOf, trainingPool } from "../simulate/training-round.ts";
import { trainingBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";

export interface PpoOptions {
  readonly from: string;
  readonly out: string;
  /** A reward folder, or a taste as the crowd takes them. */
  readonly reward: string;
  readonly iterations: number;
  readonly seed: number;
  readonly json?: string;
}

/** PPO against a given reward: a model folder in, a model folder out. */
export async function trainByPpo({ from, out, reward: source, iterations, seed, json }: PpoOptions): Promise<void> {
  if (iterations === 0) throw new Error("--iterations: at least one is needed");
  const pocket = await pocketSetting(from);
  const { engine, start, tokenizer } = pocket;
  const { reward, calibrate } = await openReward(source, start.config, tokenizer);
  process.stdout.write(`engine ${engine.name} (${engine.reason})\n`);
  const learner = await openLearner({ ...pocket, seed, reward });
  const method = METHODS.ppo.open(learner);
  calibrate(spreadOf(await trainingPool(learner, (tokens) => tokenizer.decode(tokens), seeded(seed + 14))));
  const format = "ppo {bar} {value}/{total} iterations, {eta_formatted} left, score {score}, KL {kl}";
  const bar = trainingBar(format, iterations, { score: "-", kl: "-" });
  const steps: Readonly<Record<string, number>>[] = [];
  for (let i = 0; i < iterations; i++) {
    const metrics = await method.iterate();
    const wrong = Object.keys(metrics).find((name) => !Number.isFinite(metrics[name]));
    if (wrong !== undefined) throw new Error(`iteration ${i + 1}: ${wrong} is ${metrics[wrong]}; nothing was written`);
    steps.push(metrics);
    bar.update(i + 1, {
      score: metrics["objective/scores"]!.toFixed(2),
      kl: metrics["objective/kl"]!.toFixed(2),
    });
  }
  bar.stop();
  const [first, last] = [steps[0]!, steps.at(-1)!];
  const lines = Object.keys(last).map((name) => [name, first[name]!.toFixed(4), last[name]!.toFixed(4)]);
  process.stdout.write(formatTable(["", "first iteration", "last"], lines));
  await writeCheckpoint(out, { config: start.config, weights: learner.weights() }, from);
  if (json !== undefined) await writeFile(json, `${JSON.stringify(steps, null, 1)}\n`);
  await method.dispose();
  await learner.dispose();
  process.stdout.write(`Written to ${out}\n`);
}

/** A reward whose unit is not fixed yet: that of a taste depends on how the starting policy's answers spread. */
export interface OpenedReward {
  readonly reward: Reward;
  /** To be called with answers of the starting policy before the first reward. */
  calibrate(answers: readonly Answer[]): void;
}

/**
 * Opens a reward folder, or a taste as the crowd takes them.
 * @throws Error that says what is wrong with it
 */
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
  const wanted = totalSize(featureGroups(config.hiddenSize));
  if (!isScaleOf(scale, wanted))
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
    throw new Error("--reward: a crowd that votes at random gives no reward; name a folder or a taste");
  let tastes: WeightedTastes = [];
  return {
    reward: (_, responses) =>
      responses.map(({ prompt, response }) => {
        const answer = { prompt: tokenizer.decode(prompt), response: tokenizer.decode(response) };
        return tastes.reduce((sum, { share, taste }) => sum + share * taste.score(answer), 0);
      }),
    calibrate(answers) {
      ({ tastes } = standardCrowd(camps, answers));
    },
  };
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
