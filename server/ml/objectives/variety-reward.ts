import { centred } from "./gae.ts";
import { phrasesOf, type RepetitionSettings, repetitionPenalties, type Word } from "./repetition-penalty.ts";

/**
 * Keeps a policy's wording as rich as the crowd's taste allows. Distinct-2 (Li et al. 2016), the share of different pairs of
 * neighbouring words, is a sum over pairs of 1 / (how often the pair is written). Paid out token by token, that sum is a
 * reward which PPO can follow. It grows with what distinct-2 lacks of a target, so that taste is bent no more than it must.
 */
export interface VarietySettings {
  /** Ratio of the policy's distinct-2 to the starting model's below which rare pairs are paid for. */
  readonly target: number;
  /** Coefficient for each 1.0 that the ratio lacks. An integral controller overshot: words grew varied and forgot the taste. */
  readonly gain: number;
  /** Largest coefficient. */
  readonly max: number;
}

/** Every pair of neighbouring words, response by response. */
export const pairsOf = (responses: readonly (readonly Word[])[]): string[] =>
  responses.flatMap((words) => phrasesOf(words, 2).map((one) => one.phrase));

/** Natural logarithm of the probability below which a token is a slip: a tenth of a percent. */
const SLIP = -7;

/** Whether some token is one that the starting model would hardly ever have written: text breaks there, long before its mean likelihood shows it. */
export const holdsSlip = (refLogProbs: Float32Array): boolean => refLogProbs.some((logProb) => logProb < SLIP);

/**
 * The variety reward of each token, `[rows, time]`: for the token that completes a pair of words, 1 / (times that pair stands in `recent`); 0 for
 * others. A pair earns nothing where the starting model would hardly ever have written one of its tokens: broken words are rare pairs too, and
 * a policy paid for them soon writes gibberish.
 * @param recent responses in which pairs are counted, the batch included
 * @param refLogProbs of each response's tokens, by the starting model, in nats
 */
export function varietyRewards(
  batch: readonly (readonly Word[])[],
  recent: readonly (readonly Word[])[],
  time: number,
  refLogProbs: readonly Float32Array[],
): Float32Array {
  const counts = new Map<string, number>();
  for (const pair of pairsOf(recent)) counts.set(pair, (counts.get(pair) ?? 0) + 1);
  const rewards = new Float32Array(batch.length * time);
  for (const [row, words] of batch.entries())
    for (const [i, { phrase, token }] of phrasesOf(words, 2).entries()) {
      const first = i === 0 ? 0 : words[i - 1]!.token + 1;
      const isSlip = holdsSlip(refLogProbs[row]!.subarray(first, token + 1));
      if (!isSlip) rewards[row * time + token] = 1 / counts.get(phrase)!;
    }
  return rewards;
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

/** What a pair of words that nobody else wrote earns, in reward, given the `distinct2Ratio` of recent responses. */
export const varietyCoefficient = (ratio: number, { target, gain, max }: VarietySettings): number =>
  Math.min(max, Math.max(0, gain * (target - ratio)));

/**
 * What is taken off each token for its wording, `[rows, time]`: `repetitionPenalties` less `coefficient` times `varietyRewards`, and `slip` where the starting
 * model would hardly ever have written it. Not centred yet.
 */
export function tokenPenalties(
  batch: readonly (readonly Word[])[],
  recent: readonly (readonly Word[])[],
  time: number,
  refLogProbs: readonly Float32Array[],
  coefficient: number,
  { repetition, slip }: { readonly repetition: RepetitionSettings; readonly slip: number },
): Float32Array {
  const rewards = varietyRewards(batch, recent, time, refLogProbs);
  const penalties = repetitionPenalties(batch, recent, time, repetition).map(
    (penalty, i) => penalty - coefficient * rewards[i]!,
  );
  for (const [row, logProbs] of refLogProbs.entries())
    for (const [token, logProb] of logProbs.entries()) if (logProb < SLIP) penalties[row * time + token]! += slip;
  return penalties;
}

/**
 * What is taken off each whole response for its wording: the sum of its `tokenPenalties`, centred over the batch's tokens, so that
 * fewer words are no cheaper.
 * @param refLogProbs of the tokens of each response, by the starting model, in nats
 * @param recent responses in which phrases are counted, the batch included
 * @param start responses of the starting model
 */
export function responsePenalties(
  batch: readonly (readonly Word[])[],
  refLogProbs: readonly Float32Array[],
  recent: readonly (readonly Word[])[],
  start: readonly (readonly Word[])[],
  settings: { readonly repetition: RepetitionSettings; readonly variety: VarietySettings; readonly slip: number },
): number[] {
  const lengths = refLogProbs.map((one) => one.length);
  const time = Math.max(...lengths);
  const coefficient = varietyCoefficient(distinct2Ratio(recent, start), settings.variety);
  const penalties = tokenPenalties(batch, recent, time, refLogProbs, coefficient, settings);
  const mask = new Float32Array(batch.length * time);
  for (const [row, length] of lengths.entries()) mask.fill(1, row * time, row * time + length);
  const each = centred(penalties, mask);
  return batch.map((_, row) => each.subarray(row * time, (row + 1) * time).reduce((a, b) => a + b, 0));
}
