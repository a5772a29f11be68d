import { mannerEvidence } from "../grammar/manner-words.ts";
import type { JudgedAnswer } from "./judged-answer.ts";

/** Grumpiness spoils kindness, less than kindness makes it. */
const GRUMPY_WEIGHT = 0.5;

/** Warm words, few grumpy ones. */
export function score({ response }: JudgedAnswer): number {
  return mannerEvidence("kind", response) - GRUMPY_WEIGHT * mannerEvidence("grumpy", response);
}
