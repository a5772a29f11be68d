import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import { ON_POLICY } from "../../methods/on-policy.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import type { DpoObjective } from "../../ml/objectives/dpo-loss.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { type DpoTrainer, openDpo } from "../../ml/training/dpo.ts";
import { type ReferredPair, referPairs } from "../../ml/training/preference-pair.ts";
import { openReferenceModel } from "../../ml/training/reference-model.ts";
import { learningRateAt } from "../../ml/training/train-language-model.ts";
import { wholeModel } from "../../ml/training/trainable.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainingBar } from "../terminal/progress.ts";
import { formatTable } from "../terminal/table.ts";
import { holdOut, promptOf, readArenaPreferences, readPreferenceFile, toldLeftOut } from "./preferences.ts";

export interface DpoOptions {
  readonly from: string;
  readonly out: string;
  /** JSONL or Parquet; without it the arena's comparisons are read. */
  readonly file?: string;
  readonly arena: number;
  readonly loss: DpoObjective["loss"];
  readonly labelNoise: number;
  readonly beta: number;
  readonly learningRate: number;
  readonly epochs: number;
  readonly seed: number;
  readonly threads: number;
}

const HELD_OUT_PROMPTS = 0.1;

/** Offline DPO: a model folder and judged pairs in, a model folder out. */
export async function dpo(options: DpoOptions): Promise<void> {
  const { from, out, file, arena, loss, labelNoise, beta, learningRate, epochs, seed, threads } = options;
  const { config, weights } = await readCheckpoint(from);
  const tokenizer = await loadTokenizer(from);
  const read =
    file === undefined
      ? await readArenaPreferences(arena, tokenizer, POCKET_SHAPE)
      : await readPreferenceFile(file, tokenizer, POCKET_SHAPE);
  const { pairs } = read;
  const random = seeded(seed);
  const { train, heldOut } = holdOut(pairs, promptOf, HELD_OUT_PROMPTS, random);
  process.stdout.write(`${pairs.length} pairs, ${heldOut.length} of them held out; ${toldLeftOut(read)}\n`);
  if (train.length === 0) throw new Error("no pairs are left to train on");

  const engine = await openEngine("auto");
  const reference = openReferenceModel(engine, config, weights, POCKET_SHAPE);
  const [trained, kept] = [await referPairs(reference, train), await referPairs(reference, heldOut)];
  await reference.dispose();
  const objective = { loss, labelNoise };
  const how = { objective, optimizer: ON_POLICY.optimizer };
  const trainer = openDpo(engine, config, weights, POCKET_SHAPE, how, wholeModel(config, threads));
  const format = "dpo {bar} {value}/{total} steps, {eta_formatted} left, loss {loss}, accuracy {accuracy}";
  const bar = trainingBar(format, stepsOf(trainer, trained.length, epochs), { loss: "-", accuracy: "-" });
  await trainOnPairs(trainer, trained, {
    epochs,
    beta,
    learningRate,
    random,
    onStep: (step, stats) =>
      bar.update(step, { loss: stats.loss!.toFixed(3), accuracy: stats["rewards/accuracies"]!.toFixed(2) }),
  });
  bar.stop();
  const [ofTrained, ofHeldOut] = [await trainer.evaluate(trained, beta), await trainer.evaluate(kept, beta)];
  const lines = Object.entries(ofTrained).map(([name, value]) => {
    const held = heldOut.length === 0 ? "-" : ofHeldOut[name]!.toFixed(3);
    return [name, value.toFixed(3), held];
  });
  process.stdout.write(formatTable(["", "trained", "held out"], lines));
  await writeCheckpoint(out, { config, weights: trainer.weights() }, from);
  await trainer.dispose();
  process.stdout.write(`Written to ${out}\n`);
}

interface PairPlan {
  readonly epochs: number;
  readonly beta: number;
  readonly learningRate: number;
  readonly random: () => number;
  /** Called after every step with its statistics. */
  readonly onStep: (step: number, stats: Readonly<Record<string, number>>) => void;
}

const stepsOf = (trainer: DpoTrainer, pairs: number, epochs: number): number =>
  epochs * Math.ceil(pairs / trainer.pairs);

/** Passes over the pairs in random order, with a tenth of the steps to warm up. */
async function trainOnPairs(trainer: DpoTrainer, pairs: readonly ReferredPair[], plan: PairPlan): Promise<void> {
  const steps = stepsOf(trainer, pairs.length, plan.epochs);
  const schedule = { steps, warmup: Math.ceil(steps / 10), peak: plan.learningRate };
  let step = 0;
  for (let epoch = 0; epoch < plan.epochs; epoch++) {
    const order = shuffled(pairs, plan.random);
    for (let at = 0; at < order.length; at += trainer.pairs) {
      const batch = order.slice(at, at + trainer.pairs);
      const stats = await trainer.step(batch, plan.beta, learningRateAt(step++, schedule));
      if (!Number.isFinite(stats.loss))
        throw new Error(`step ${step}: the loss is ${stats.loss}; try a lower --learning-rate`);
      plan.onStep(step, stats);
    }
  }
}
