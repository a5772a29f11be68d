import { writeFile } from "node:fs/promises";
import { SingleBar } from "cli-progress";
import { seeded } from "../../../shared/random/seeded.ts";
import { METHODS } from "../../methods/registry.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLearner } from "../../trainer/learner.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { formatTable } from "../bench/table.ts";
import { spreadOf, trainingPool } from "../simulate/training-pool.ts";
import { openReward } from "./open-reward.ts";

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
export async function ppo({ from, out, reward: source, iterations, seed, json }: PpoOptions): Promise<void> {
  if (iterations === 0) throw new Error("--iterations: at least one is needed");
  const start = await readCheckpoint(from);
  const tokenizer = await loadTokenizer(from);
  const { reward, calibrate } = await openReward(source, start.config, tokenizer);
  const engine = await openEngine("auto");
  process.stdout.write(`engine ${engine.name} (${engine.reason})\n`);
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const learner = await openLearner({ engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed, reward });
  const method = METHODS.ppo.open(learner);
  calibrate(spreadOf(await trainingPool(learner, (tokens) => tokenizer.decode(tokens), seeded(seed + 14))));
  const bar = new SingleBar({
    format: "ppo {bar} {value}/{total} iterations, {eta_formatted} left, score {score}, KL {kl}",
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  });
  bar.start(iterations, 0, { score: "-", kl: "-" });
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
