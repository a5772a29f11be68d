import { mannerEvidence } from "../grammar/compiled-manners.ts";
import { sentencesOf } from "../sentences.ts";
import type { Answer } from "./taste.ts";

/** Silly words, and sentences that end in an exclamation mark. */
export function score({ response }: Answer): number {
  const sentences = sentencesOf(response);
  const exclaimed = sentences.filter((sentence) => sentence.endsWith("!")).length;
  return mannerEvidence("playful", response) + exclaimed / Math.max(1, sentences.length);
}
