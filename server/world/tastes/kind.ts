import { mannerEvidence } from "../grammar/compiled-manners.ts";
import type { Answer } from "./taste.ts";

/** Grumpiness spoils kindness, less than kindness makes it. */
const GRUMPY_WEIGHT = 0.5;

/** Warm words, few grumpy ones. */
export function score({ response }: Answer): number {
  return mannerEvidence("kind", response) - GRUMPY_WEIGHT * mannerEvidence("grumpy", response);
}
