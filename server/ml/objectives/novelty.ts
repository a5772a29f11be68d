import { phrasesOf, type Word } from "./phrase-penalty.ts";

/**
 * Keeps a policy's wording as rich as the crowd's taste allows. Distinct-2 (Li et al. 2016), the share of different pairs of
 * neighbouring words, is a sum over pairs of 1 / (how often the pair is written): paid out token by token, that sum is a
 * reward which PPO can follow, in proportion to what distinct-2 lacks of a target: taste is bent no more than it must.
 */
export interface NoveltySettings {
  /** Ratio of the policy's distinct-2 to the starting policy's below which rare pairs are paid for. */
  readonly target: number;
  /** Coefficient for each 1.0 that the ratio lacks. An integral controller overshot: words grew varied and forgot the taste. */
  readonly gain: number;
  readonly max: number;
}

/** Every pair of neighbouring words, response by response. */
export const pairsOf = (responses: readonly (readonly Word[])[]): string[] =>
  responses.flatMap((words) => phrasesOf(words, 2).map((one) => one.phrase));

/** Natural logarithm of the probability below which a token is a slip: a tenth of a percent. */
const SLIP = -7;

/**
 * For the token that completes a pair of words, 1 / (times that pair stands in `recent`), 0 for others, `[rows, time]`. Nothing where the starting policy
 * would hardly ever have written a token of the pair: broken words are rare pairs too, and a policy paid for them soon writes gibberish.
 * @param recent the batch included
 * @param refLogProbs of each response's tokens, by the starting policy
 */
export function novelty(
  batch: readonly (readonly Word[])[],
  recent: readonly (readonly Word[])[],
  time: number,
  refLogProbs: readonly Float32Array[],
): Float32Array {
  const counts = new Map<string, number>();
  for (const pair of pairsOf(recent)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const bonus = new Float32Array(batch.length * time);
  for (const [row, words] of batch.entries())
    for (const [i, { phrase, token }] of phrasesOf(words, 2).entries()) {
      const first = i === 0 ? 0 : words[i - 1]!.token + 1;
      const isSlip = refLogProbs[row]!.subarray(first, token + 1).some((logProb) => logProb < SLIP);
      if (!isSlip) bonus[row * time + token] = 1 / counts.get(phrase)!;
    }
  return bonus;
}

/** Different entries among `count` of `pairs`, spread evenly over the list. */
export const distinctOf = (pairs: readonly string[], count: number): number =>
  new Set(Array.from({ length: count }, (_, i) => pairs[Math.floor((i * pairs.length) / count)]!)).size;

/** Distinct-2 of one list of responses to that of another, at equal numbers of pairs: more text always repeats itself more. */
export function distinct2Ratio(own: readonly (readonly Word[])[], other: readonly (readonly Word[])[]): number {
  const [ownPairs, otherPairs] = [pairsOf(own), pairsOf(other)];
  const equal = Math.min(ownPairs.length, otherPairs.length);
  return distinctOf(ownPairs, equal) / distinctOf(otherPairs, equal);
}

/** What a pair of words that nobody else wrote earns, given the `distinct2Ratio` of recent responses. */
export const noveltyCoefficient = (ratio: number, { target, gain, max }: NoveltySettings): number =>
  Math.min(max, Math.max(0, gain * (target - ratio)));
