import { shuffled } from "../../../shared/random/shuffled.ts";
import { DatasetProblem } from "../../datasets/dataset-problem.ts";
import { withStores } from "../../datasets/files/data-command.ts";
import { readComparisons } from "../../datasets/files/read-comparisons.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparison, Comparisons } from "../../ports/learning.ts";
import type { Preference } from "../../ports/results.ts";
import { importedTokens, learnerComparison } from "../../trainer/learner-comparison.ts";
import type { LearnerComparison } from "../../trainer/learner-contract.ts";

/** What a source of preferences held. */
export interface Preferences {
  readonly pairs: readonly PreferencePair[];
  /** Pairs without a preferred answer. */
  readonly undecided: number;
  /** Pairs that the model can't read: too long for it, or spelled with what its vocabulary lacks. */
  readonly unreadable: number;
  readonly unusable: UnusableRows;
}

/** Rows of a file that are no comparisons, such as those whose model said nothing. */
export interface UnusableRows {
  readonly count: number;
  /** Where the first of them is, and what is wrong with it. */
  readonly first: string;
}
const NONE: UnusableRows = { count: 0, first: "" };

export const toldUnusable = ({ count, first }: UnusableRows): string =>
  count === 0
    ? ""
    : `, ${count} ${count === 1 ? "row that is" : "rows that are"} no comparison (the first: ${first.replace(/\.$/, "")})`;

/** What isn't learnt from, and why. */
export const toldLeftOut = ({ undecided, unreadable, unusable }: Omit<Preferences, "pairs">): string =>
  `left out: ${undecided} without a preferred answer, ${unreadable} that this model can't read${toldUnusable(unusable)}`;

/** A preference in tokens; null when the model can't read it. */
function preferencePair(asked: Preference, tokenizer: Tokenizer, shape: SequenceShape): PreferencePair | null {
  const tokens = importedTokens(tokenizer, shape)(asked, asked.chosen, asked.rejected);
  if (typeof tokens === "string") return null;
  const { prompt, a, b } = tokens;
  return { chosen: { prompt, response: a }, rejected: { prompt, response: b }, share: 1 };
}

/** A comparison with the preferred answer first; null for a tie. Its share is kept, since three verdicts against two teach less than five against none. */
function judgedPair({ prompt, turns, a, b, label }: LearnerComparison, tokenizer: Tokenizer): PreferencePair | null {
  if (label === 0.5) return null;
  const tokens = tokenizer.encodePrompt(prompt, turns);
  const [chosen, rejected] = label > 0.5 ? [a, b] : [b, a];
  return {
    chosen: { prompt: tokens, response: chosen },
    rejected: { prompt: tokens, response: rejected },
    share: Math.max(label, 1 - label),
  };
}

const PAGE = 500;

/** Every comparison of an arena, oldest first, read a page at a time. */
async function* everyComparison(comparisons: Pick<Comparisons, "after">, arenaId: ArenaId): AsyncGenerator<Comparison> {
  for (let after = 0; ; ) {
    const page = await comparisons.after(arenaId, after, PAGE);
    if (page.length === 0) return;
    yield* page;
    after = page.at(-1)!.id;
  }
}

/** Every comparison of an arena, from the database that the settings name. */
export const readArenaComparisons = (arenaId: ArenaId): Promise<readonly Comparison[]> =>
  withStores(async ({ comparisons }) => {
    const all: Comparison[] = [];
    for await (const comparison of everyComparison(comparisons, arenaId)) all.push(comparison);
    return all;
  });

/** The same as pairs. */
export const readArenaPreferences = (
  arenaId: ArenaId,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> => withStores(({ comparisons }) => comparedPreferences(comparisons, arenaId, tokenizer, shape));

/**
 * An arena's comparisons as pairs.
 * @throws Error when the arena has no comparisons, or its answers were written with another tokenizer
 */
export async function comparedPreferences(
  comparisons: Pick<Comparisons, "after">,
  arenaId: ArenaId,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const read = learnerComparison(tokenizer, shape);
  const pairs: PreferencePair[] = [];
  let undecided = 0;
  let unreadable = 0;
  for await (const comparison of everyComparison(comparisons, arenaId)) {
    for (const { text, tokens } of [comparison.a, comparison.b])
      if (tokens.length > 0 && tokenizer.decode(tokens) !== text)
        throw new Error(
          `Arena ${arenaId}, comparison ${comparison.id}: the tokens of "${text}" spell something else here. Choose with --from a model with this arena's tokenizer`,
        );
    const known = read(comparison);
    const pair = known === null ? null : judgedPair(known, tokenizer);
    if (known === null) unreadable++;
    else if (pair === null) undecided++;
    else pairs.push(pair);
  }
  if (pairs.length + undecided + unreadable === 0)
    throw new Error(`Arena ${arenaId} has no comparisons yet: play a session, or npm run crowd, or give --file`);
  return { pairs, undecided, unreadable, unusable: NONE };
}

/**
 * Every comparison of a file, in TRL's or HH-RLHF's layout or any other that import takes. Rows that are no comparisons are counted.
 * @throws Error naming the file, the line or row, and what is wrong with it
 */
export async function readPreferences(
  path: string,
): Promise<{ readonly preferences: readonly Preference[]; readonly unusable: UnusableRows }> {
  const preferences: Preference[] = [];
  let unusable = NONE;
  const onUnusable = (problem: string): void => {
    unusable = { count: unusable.count + 1, first: unusable.first || problem };
  };
  try {
    for await (const page of readComparisons(path, { onUnusable })) preferences.push(...page);
  } catch (cause) {
    if (cause instanceof DatasetProblem) throw new Error(`${path}: ${cause.message}`, { cause });
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw isMissing ? new Error(`${path}: there is no such file`, { cause }) : cause;
  }
  if (preferences.length === 0) throw new Error(`${path} holds no pairs${toldUnusable(unusable)}`);
  return { preferences, unusable };
}

/** The same as pairs in tokens; see `readPreferences`. */
export async function readPreferenceFile(
  path: string,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const { preferences, unusable } = await readPreferences(path);
  const read = preferences.map((one) => preferencePair(one, tokenizer, shape));
  const pairs = read.filter((pair) => pair !== null);
  return { pairs, undecided: 0, unreadable: read.length - pairs.length, unusable };
}

/** What a pair in tokens answers. */
export const promptOf = ({ chosen }: PreferencePair): string => chosen.prompt.join();

/** Splits pairs by prompt, so that held-out ones ask what was never trained on: a share of the prompts, and at least one where there are two. */
export function holdOut<T>(
  pairs: readonly T[],
  promptOf: (pair: T) => string,
  share: number,
  random: () => number,
): { train: T[]; heldOut: T[] } {
  const groups = [...Map.groupBy(pairs, promptOf).values()];
  const order = shuffled(groups, random);
  const count = groups.length < 2 ? 0 : Math.max(1, Math.round(share * groups.length));
  return { heldOut: order.slice(0, count).flat(), train: order.slice(count).flat() };
}
