import { mannerEvidence } from "../grammar/compiled-manners.ts";
import type { Answer } from "./taste.ts";

/** How much grumpiness counts beside kindness. */
const GRUMPY_WEIGHT = 0.5;

/** Warm words, few grumpy ones. */
export function score({ response }: Answer): number {
  return mannerEvidence("kind", response) - GRUMPY_WEIGHT * mannerEvidence("grumpy", response);
}
