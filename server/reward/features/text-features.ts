import { mean } from "../../stats/moments.ts";
import type { FeatureGroup } from "./feature-group.ts";
import { hashedTerms, TERM_GROUPS } from "./hashed-terms.ts";
import { SHAPE_GROUPS, shapeNumbers } from "./shape-numbers.ts";
import { wordsIn } from "./words.ts";

/** The groups of what is read of a text, in order. */
export const TEXT_GROUPS: readonly FeatureGroup[] = [...SHAPE_GROUPS, ...TERM_GROUPS];

/** What a reward model reads of an answer's text, beside its trunk's states: the shape of it, its words and its pairs of words. */
export function textFeatures(prompt: string, response: string): Float32Array {
  const [shape, terms] = [shapeNumbers(prompt, response), hashedTerms(response)];
  const features = new Float32Array(shape.length + terms.length);
  features.set(shape);
  features.set(terms, shape.length);
  return features;
}

/**
 * The features of a response where the states of its trunk are out of reach: the numbers of `reward-features.ts`, of which the similarities are
 * shares of words, and those of its text.
 * @param tokens how many the response has
 * @param refLogProbs of the starting model, nats a token
 */
export function statelessFeatures(
  prompt: string,
  response: string,
  tokens: number,
  refLogProbs: Float32Array,
): Float32Array {
  const known = new Set(wordsIn(prompt));
  const said = wordsIn(response);
  const likelihood = refLogProbs.length === 0 ? 0 : mean([...refLogProbs]);
  const repeatsQuestion = said.filter((word) => known.has(word)).length / Math.max(1, said.length);
  const variety = new Set(said).size / Math.max(1, said.length);
  return Float32Array.of(tokens, likelihood, repeatsQuestion, variety, ...textFeatures(prompt, response));
}
