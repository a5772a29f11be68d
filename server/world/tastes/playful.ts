import { mannerEvidence } from "../grammar/manner-words.ts";
import { sentencesOf } from "../sentences.ts";
import type { JudgedAnswer } from "./judged-answer.ts";

/** Silly words, and sentences that end in an exclamation mark. */
export function score({ response }: JudgedAnswer): number {
  const sentences = sentencesOf(response);
  const exclaimed = sentences.filter((sentence) => sentence.endsWith("!")).length;
  return mannerEvidence("playful", response) + exclaimed / Math.max(1, sentences.length);
}
