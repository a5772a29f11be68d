import { SingleBar } from "cli-progress";
import { seeded } from "../../../shared/random/seeded.ts";
import { ON_POLICY } from "../../methods/on-policy.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import type { DpoObjective } from "../../ml/objectives/dpo-loss.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openDpo } from "../../ml/training/dpo.ts";
import { referPairs } from "../../ml/training/preference-pair.ts";
import { openReferenceModel } from "../../ml/training/reference-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { holdOut } from "./hold-out.ts";
import { readArenaPreferences } from "./read-arena-preferences.ts";
import { readPreferenceFile } from "./read-preference-file.ts";
import { stepsOf, trainOnPairs } from "./train-on-pairs.ts";

export interface DpoOptions {
  readonly from: string;
  readonly out: string;
  /** JSONL or Parquet; the arena's comparisons are read without it. */
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
  const { pairs, undecided, unreadable } =
    file === undefined
      ? await readArenaPreferences(arena, tokenizer, POCKET_SHAPE)
      : await readPreferenceFile(file, tokenizer, POCKET_SHAPE);
  const random = seeded(seed);
  const { train, heldOut } = holdOut(pairs, HELD_OUT_PROMPTS, random);
  process.stdout.write(
    `${pairs.length} pairs, ${heldOut.length} of them held out; left out: ${undecided} without a preferred answer, ` +
      `${unreadable} that this model can't read\n`,
  );
  if (train.length === 0) throw new Error("no pairs are left to train on");

  const engine = await openEngine("auto");
  const reference = openReferenceModel(engine, config, weights, POCKET_SHAPE);
  const [trained, kept] = [await referPairs(reference, train), await referPairs(reference, heldOut)];
  await reference.dispose();
  const objective = { loss, labelNoise };
  const trainer = openDpo(engine, config, weights, POCKET_SHAPE, {
    objective,
    optimizer: ON_POLICY.optimizer,
    threads,
  });
  const bar = new SingleBar({
    format: "dpo {bar} {value}/{total} steps, {eta_formatted} left, loss {loss}, accuracy {accuracy}",
    noTTYOutput: true,
    notTTYSchedule: 15_000,
  });
  bar.start(stepsOf(trainer, trained.length, epochs), 0, { loss: "-", accuracy: "-" });
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
  process.stdout.write(`${"".padEnd(20)}  trained  held out\n`);
  for (const [name, value] of Object.entries(ofTrained)) {
    const held = heldOut.length === 0 ? "-" : ofHeldOut[name]!.toFixed(3);
    process.stdout.write(`${name.padEnd(20)} ${value.toFixed(3).padStart(8)} ${held.padStart(9)}\n`);
  }
  await writeCheckpoint(out, { config, weights: trainer.weights() }, from);
  await trainer.dispose();
  process.stdout.write(`Written to ${out}\n`);
}
