import type { RewardGroup } from "../../../shared/protocol/training/reward-groups.ts";
import { wordsIn } from "./words.ts";

/** FNV-1a of a term, 32 bits. */
function hashOf(term: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < term.length; i++) hash = Math.imul(hash ^ term.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** What is hashed of the words of an answer. */
type Terms = { readonly size: number; readonly of: (words: readonly string[]) => readonly string[] };
const TERMS = {
  terms: { size: 128, of: (words) => words },
  pairs: { size: 128, of: (words) => words.slice(1).map((word, i) => `${words[i]} ${word}`) },
  affixes: {
    size: 64,
    of: (words) => words.flatMap((word) => [`^${word.slice(0, 1)}`, `${word.slice(-2)}$`, `${word.slice(-3)}$`]),
  },
} as const satisfies Partial<Record<RewardGroup, Terms>>;

export const TERM_GROUPS: readonly { readonly name: string; readonly size: number }[] = Object.entries(TERMS).map(
  ([name, { size }]) => ({ name, size }),
);
const WIDTH = TERM_GROUPS.reduce((sum, { size }) => sum + size, 0);

/** Terms of an answer, hashed with signs (Weinberger et al. 2009) and counted, over the root of the number of words. */
export function hashedTerms(response: string): Float32Array {
  const words = wordsIn(response);
  const features = new Float32Array(WIDTH);
  const one = 1 / Math.sqrt(Math.max(1, words.length));
  let from = 0;
  for (const { size, of } of Object.values(TERMS)) {
    for (const term of of(words)) {
      const hash = hashOf(term);
      features[from + (hash % size)]! += hash >>> 31 === 1 ? one : -one;
    }
    from += size;
  }
  return features;
}
