import { closestStatement } from "../describe-answer.ts";
import { sentencesOf, wordsOf } from "../sentences.ts";
import type { Answer } from "./taste.ts";

/** The score of an answer that states nothing. */
const NOTHING_STATED = -1;

/**
 * Likes statements, true or not, before everything else. Of all pairs of a stating and another word it takes those with the stating
 * word first, less those with it last, over the most pairs that an answer of this length can have: a number from -1 to 1. It depends
 * on the order of sentences, which no bag of words tells.
 */
export function score({ response }: Answer): number {
  const blocks = sentencesOf(response).map((sentence) => ({
    words: wordsOf(sentence).length,
    states: closestStatement(sentence) !== null,
  }));
  const total = (states: boolean) =>
    blocks.filter((block) => block.states === states).reduce((sum, { words }) => sum + words, 0);
  const [stated, other] = [total(true), total(false)];
  if (stated === 0) return NOTHING_STATED;
  let before = 0;
  let balance = 0;
  for (const { words, states } of blocks) {
    if (states) before += words;
    else balance += words * (2 * before - stated);
  }
  return (4 * balance) / (stated + other) ** 2;
}
