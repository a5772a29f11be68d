import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { type PreferencePair, sequencesOf } from "../../ml/training/preference-pair.ts";
import { predictedShare } from "../../reward/reward-ensemble.ts";
import { saveRewardModel } from "../../reward/reward-folder.ts";
import { openLearner } from "../../trainer/learner.ts";
import { type Learner, REPLAY_LIMIT } from "../../trainer/learner-contract.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { formatTable } from "../bench/table.ts";
import { holdOut } from "../dpo/hold-out.ts";
import { readArenaPreferences } from "../dpo/read-arena-preferences.ts";
import { readPreferenceFile } from "../dpo/read-preference-file.ts";
import { comparedPairs } from "./compared-pairs.ts";
import { type PredictedPair, type Reliability, reliabilityOf } from "./reliability.ts";

export interface RewardOptions {
  readonly from: string;
  readonly out: string;
  /** JSONL or Parquet; the arena's comparisons are read without it. */
  readonly file?: string;
  readonly arena: number;
  readonly seed: number;
}

const HELD_OUT_PROMPTS = 0.2;

/** Fits the reward model alone: judged pairs in, a reward folder out, with what it predicts on prompts that were held out. */
export async function reward({ from, out, file, arena, seed }: RewardOptions): Promise<void> {
  const start = await readCheckpoint(from);
  const tokenizer = await loadTokenizer(from);
  const { pairs, undecided, unreadable } =
    file === undefined
      ? await readArenaPreferences(arena, tokenizer, POCKET_SHAPE)
      : await readPreferenceFile(file, tokenizer, POCKET_SHAPE);
  const newest = pairs.slice(-REPLAY_LIMIT);
  process.stdout.write(
    `${newest.length} pairs; left out: ${undecided} without a preferred answer, ${unreadable} that this model can't read` +
      `${newest.length < pairs.length ? `, ${pairs.length - newest.length} older than the newest ${REPLAY_LIMIT}` : ""}\n`,
  );
  if (newest.length === 0) throw new Error("no pairs are left to fit to");
  const { train, heldOut } = holdOut(newest, HELD_OUT_PROMPTS, seeded(seed));

  const say = (text: string) => process.stderr.write(`${text}\n`);
  say("Reading the starting model");
  const engine = await openEngine("auto");
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const learner = await openLearner({ engine, start, tokenizer, prompts, shape: POCKET_SHAPE, seed });
  say(`Fitting to ${train.length} pairs`);
  await learner.observe(comparedPairs(train, tokenizer, 0));
  learner.fitReward();
  if (heldOut.length > 0) {
    const predictions = await predictionsOf(learner, heldOut, tokenizer);
    process.stdout.write(`${describe(reliabilityOf(predictions), heldOut.length, train.length)}\n`);
    say(`Fitting to all ${newest.length} pairs`);
    await learner.observe(comparedPairs(heldOut, tokenizer, train.length));
    learner.fitReward();
  } else process.stdout.write("All pairs share one prompt: nothing could be held out\n");
  await saveRewardModel(out, learner.rewardModel()!);
  await learner.dispose();
  process.stdout.write(`Written to ${out}\n`);
}

async function predictionsOf(
  learner: Learner,
  pairs: readonly PreferencePair[],
  tokenizer: Tokenizer,
): Promise<PredictedPair[]> {
  const readings = await learner.reference.read(sequencesOf(pairs));
  return comparedPairs(pairs, tokenizer, 0).map(({ label }, i) => {
    const [chosen, rejected] = [learner.scale(readings[2 * i]!), learner.scale(readings[2 * i + 1]!)];
    const [a, b] = i % 2 === 0 ? [chosen, rejected] : [rejected, chosen];
    return { predicted: predictedShare(learner.ensemble!, a, b), voted: label };
  });
}

function describe(
  { accuracy, low, high, brier, calibrationError, bins }: Reliability,
  heldOut: number,
  train: number,
): string {
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`;
  const head = ["predicted for A", "pairs", "mean", "voted for A"];
  const lines = bins.map(({ from, pairs, predicted, voted }) => [
    `${percent(from)} to ${percent(from + 0.1)}`,
    String(pairs),
    percent(predicted),
    percent(voted),
  ]);
  return [
    `Fitted to ${train} pairs, measured on ${heldOut} of prompts that it never saw:`,
    `accuracy ${percent(accuracy)} (95%: ${percent(low)}-${percent(high)}), calibration error ${calibrationError.toFixed(3)}, ` +
      `Brier score ${brier.toFixed(3)} (a coin's: 0.250)`,
    formatTable(head, lines).trimEnd(),
  ].join("\n");
}
