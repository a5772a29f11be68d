import type { TraitName } from "../../shared/round/traits.ts";
import { describeAnswer } from "./describe-answer.ts";
import { sentencesOf, wordsOf } from "./sentences.ts";

/** An answer to a prompt, as plain texts. */
export interface PromptedAnswer {
  readonly prompt: string;
  readonly text: string;
}

export type AnswerTraits = Readonly<Record<TraitName, number>>;

/**
 * What each of a version's answers is like, in the units of `TRAITS`, in their order. Sentences that the world's grammar can't produce
 * have no manner, and state nothing.
 */
export function answerTraits(answers: readonly PromptedAnswer[]): readonly AnswerTraits[] {
  const pairs = answers.map(({ text }) => wordPairs(text));
  const holders = new Map<string, number>();
  for (const some of pairs) for (const pair of some) holders.set(pair, (holders.get(pair) ?? 0) + 1);
  return answers.map(({ prompt, text }, i) => {
    const { manners, sentences, astray, words } = describeAnswer(prompt, text);
    const shareOf = (count: number) => count / Math.max(1, sentences.length);
    const stated = (truth: boolean) =>
      sentences.filter((one) => one.kind === "statement" && one.truth === truth).length;
    const ends = (mark: string) => sentencesOf(text).filter((sentence) => sentence.endsWith(mark)).length;
    return {
      words,
      kind: shareOf(manners.kind),
      grumpy: shareOf(manners.grumpy),
      playful: shareOf(manners.playful),
      poetic: shareOf(manners.poetic),
      formal: shareOf(manners.formal),
      facts: stated(true),
      myths: stated(false),
      astray,
      exclamations: ends("!"),
      questions: ends("?"),
      variety: [...pairs[i]!].filter((pair) => holders.get(pair) === 1).length / Math.max(1, pairs[i]!.size),
    };
  });
}

function wordPairs(text: string): ReadonlySet<string> {
  const words = wordsOf(text);
  return new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`));
}
