import { mean } from "../stats/moments.ts";
import { SCALAR_FEATURES } from "./reward-features.ts";

/** Places that words are spread over. */
const WIDTH = 256;
const WORD = /[\p{L}\p{N}]+/gu;

const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(WORD) ?? [];

/** FNV-1a of a word, 32 bits. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * What a reward model reads of a response where the states of its trunk are out of reach: its words and pairs of words, hashed with signs (Weinberger et al.
 * 2009) and averaged, and the scalars of `reward-features.ts`, of which the similarities are shares of words. `[WIDTH + SCALAR_FEATURES]`.
 * @param tokens how many the response has
 * @param refLogProbs of the starting model, nats a token
 */
export function textFeatures(
  prompt: string,
  response: string,
  tokens: number,
  refLogProbs: Float32Array,
): Float32Array {
  const asked = wordsOf(prompt);
  const said = wordsOf(response);
  const features = new Float32Array(WIDTH + SCALAR_FEATURES);
  const terms = said.flatMap((word, i) => (i === 0 ? [word] : [word, `${said[i - 1]} ${word}`]));
  for (const term of terms) {
    const hash = hashOf(term);
    features[hash % WIDTH]! += (hash >>> 31 === 1 ? 1 : -1) / Math.max(1, said.length);
  }
  const known = new Set(asked);
  const likelihood = refLogProbs.length === 0 ? 0 : mean([...refLogProbs]);
  const repeatsQuestion = said.filter((word) => known.has(word)).length / Math.max(1, said.length);
  features.set([tokens, likelihood, repeatsQuestion, new Set(said).size / Math.max(1, said.length)], WIDTH);
  return features;
}
