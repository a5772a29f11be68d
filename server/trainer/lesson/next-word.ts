import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";

/** A text that is cut before a word, with four words that may come next. */
export interface NextWordQuestion {
  readonly text: string;
  readonly options: readonly string[];
  readonly right: number;
  /** The token of each option. */
  readonly tokens: readonly number[];
}

const OPTIONS = 4;
/** Words before the one that is asked for. */
const BEFORE = { least: 8, most: 20 };
/** Documents whose words say what may follow a word. */
const CORPUS = 3_000;
/** So many of the commonest words tell little of what a text is about; nobody is asked for them. */
const COMMONEST = 60;
const LETTERS = /^[a-z]{3,}$/;

/**
 * Questions from fresh documents. The wrong words are drawn from those that follow the same word in other documents, so that the
 * word before does not give the right one away; none is one of the commonest, and each is a single token.
 * @param document draws one
 */
export function nextWordQuestions(
  { encode }: Pick<Tokenizer, "encode">,
  document: () => string,
  count: number,
  random: () => number,
): NextWordQuestion[] {
  const followers = new Map<string, Set<string>>();
  const counts = new Map<string, number>();
  for (let i = 0; i < CORPUS; i++) {
    const words = document().split(" ");
    for (const [at, word] of words.entries()) {
      const bare = word.replace(/[.,!?]$/, "");
      counts.set(bare, (counts.get(bare) ?? 0) + 1);
      const before = words[at - 1];
      if (before === undefined || !LETTERS.test(bare)) continue;
      followers.set(before, (followers.get(before) ?? new Set()).add(bare));
    }
  }
  const commonest = new Set(
    [...counts]
      .sort((x, y) => y[1] - x[1])
      .slice(0, COMMONEST)
      .map(([word]) => word),
  );
  /** The one token by which a word goes on after a text; null where it takes several. */
  const tokenAfter = (text: string) => {
    const before = encode(text);
    return (word: string): number | null => {
      const after = encode(`${text} ${word}`);
      const isOne = after.length === before.length + 1 && before.every((token, i) => after[i] === token);
      return isOne ? after.at(-1)! : null;
    };
  };

  const questions: NextWordQuestion[] = [];
  while (questions.length < count) {
    const words = document().split(" ");
    const at = BEFORE.least + Math.floor(random() * (BEFORE.most - BEFORE.least + 1));
    const right = words[at]?.replace(/[.,!?]$/, "");
    if (right === undefined || !LETTERS.test(right) || commonest.has(right)) continue;
    const text = words.slice(0, at).join(" ");
    const tokenOf = tokenAfter(text);
    const tokens = new Map<string, number>();
    const others = shuffled([...(followers.get(words[at - 1]!) ?? [])], random).filter((one) => one !== right);
    for (const word of [right, ...others]) {
      const token = commonest.has(word) ? null : tokenOf(word);
      if (token === null && word === right) break;
      if (token !== null) tokens.set(word, token);
      if (tokens.size === OPTIONS) break;
    }
    if (tokens.size < OPTIONS) continue;
    const options = shuffled([...tokens.keys()], random);
    questions.push({ text, options, right: options.indexOf(right), tokens: options.map((word) => tokens.get(word)!) });
  }
  return questions;
}

/** What a model says of a question: its likeliest word, and the chance of each, which sum to 1. */
export interface NextWordGuess {
  readonly pick: number;
  readonly chances: readonly number[];
}

/** @param logProbs of the options */
export function guessOf(logProbs: readonly number[]): NextWordGuess {
  const most = Math.max(...logProbs);
  const weights = logProbs.map((one) => Math.exp(one - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return { pick: logProbs.indexOf(most), chances: weights.map((weight) => weight / sum) };
}

/**
 * Questions to show that are like all of them: chosen one after another so that each model has about the share of them right that it has of all.
 * @param hits by question, then model
 * @returns indices
 */
export function likeAll(hits: readonly (readonly boolean[])[], count: number): number[] {
  const models = hits[0]?.length ?? 0;
  const share = Array.from({ length: models }, (_, m) => hits.filter((one) => one[m]).length / hits.length);
  const chosen: number[] = [];
  const right = new Array<number>(models).fill(0);
  while (chosen.length < Math.min(count, hits.length)) {
    const miss = (i: number) =>
      share.reduce((sum, one, m) => sum + (one * (chosen.length + 1) - right[m]! - Number(hits[i]![m])) ** 2, 0);
    const free = hits.map((_, i) => i).filter((i) => !chosen.includes(i));
    const best = free.reduce((one, i) => (miss(i) < miss(one) ? i : one));
    chosen.push(best);
    for (let m = 0; m < models; m++) right[m]! += Number(hits[best]![m]);
  }
  return chosen;
}
