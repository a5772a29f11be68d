import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import { saveRewardModel } from "../../reward/reward-folder.ts";
import { openLearner } from "../../trainer/learner.ts";
import { type LearnerComparison, REPLAY_LIMIT } from "../../trainer/learner-contract.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { pocketSetting } from "../simulate/training-round.ts";
import { readArenaPreferences, readPreferenceFile, readPreferences, toldLeftOut, toldUnusable } from "./preferences.ts";
import { describeCurve, type ReadPairs, rewardCurve, textPairs } from "./reward-curve.ts";

export interface RewardOptions {
  readonly from: string;
  readonly out: string;
  /** JSONL or Parquet; without it the arena's comparisons are read. */
  readonly file?: string;
  /** Whether only the texts are read, and no model. */
  readonly textsAlone: boolean;
  readonly arena: number;
  readonly seed: number;
}

const say = (text: string) => process.stderr.write(`${text}\n`);
const print = (text: string) => process.stdout.write(`${text}\n`);

/** Fits the reward model alone: judged pairs in, how well it predicts on prompts that were held out by the number of pairs, and a reward folder out. */
export async function reward(options: RewardOptions): Promise<void> {
  if (!options.textsAlone) return rewardOfModel(options);
  if (options.file === undefined) throw new Error("--texts-alone: give pairs with --file");
  const { preferences, unusable } = await readPreferences(options.file);
  const newest = preferences.slice(-REPLAY_LIMIT);
  print(
    `${newest.length} pairs, of which the texts alone are read${toldUnusable(unusable)}${olderThan(preferences, newest)}`,
  );
  printCurve(textPairs(newest), options.seed);
}

async function rewardOfModel({ from, out, file, arena, seed }: RewardOptions): Promise<void> {
  const pocket = await pocketSetting(from);
  const { tokenizer } = pocket;
  const read =
    file === undefined
      ? await readArenaPreferences(arena, tokenizer, POCKET_SHAPE)
      : await readPreferenceFile(file, tokenizer, POCKET_SHAPE);
  const { pairs } = read;
  const newest = pairs.slice(-REPLAY_LIMIT);
  print(`${newest.length} pairs; ${toldLeftOut(read)}${olderThan(pairs, newest)}`);
  if (newest.length === 0)
    throw new Error("no pairs are left to fit to. With --texts-alone they may be of any length and language");

  say("Reading the starting model");
  const learner = await openLearner({ ...pocket, seed });
  try {
    say(`Reading ${newest.length} pairs`);
    await learner.observe(comparedPairs(newest, tokenizer));
    const known = [...learner.memory().pairs.values()];
    printCurve({ pairs: known, reference: learner.startReadings.map(learner.scale), groups: learner.groups }, seed);
    say(`Fitting to all ${newest.length} pairs`);
    learner.fitReward();
    await saveRewardModel(out, learner.rewardModel()!);
    print(`Written to ${out}`);
  } finally {
    await learner.dispose();
  }
}

function printCurve(pairs: ReadPairs, seed: number): void {
  const curve = rewardCurve(pairs, seed);
  print(curve === null ? "All pairs share one prompt: nothing could be held out" : describeCurve(curve));
}

const olderThan = (all: readonly unknown[], newest: readonly unknown[]): string =>
  newest.length < all.length ? `, ${all.length - newest.length} older than the newest ${REPLAY_LIMIT}` : "";

/** Pairs as the learner reads comparisons. Every second one has its sides swapped, so that A wins no more often than B. */
function comparedPairs(pairs: readonly PreferencePair[], tokenizer: Tokenizer): LearnerComparison[] {
  return pairs.map(({ chosen, rejected, share }, i) => {
    const prompt = tokenizer.decode(chosen.prompt);
    const shared = { id: i + 1, promptId: prompt, prompt, bothBad: 0 };
    return i % 2 === 0
      ? { ...shared, a: chosen.response, b: rejected.response, label: share }
      : { ...shared, a: rejected.response, b: chosen.response, label: 1 - share };
  });
}
