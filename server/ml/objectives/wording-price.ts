import { centred } from "./gae.ts";
import { distinct2Ratio, type NoveltySettings, novelty, noveltyCoefficient } from "./novelty.ts";
import { phrasePenalties, type Word } from "./phrase-penalty.ts";

/** What the wording of each token costs, `[rows, time]`: `phrasePenalties` less `coefficient` times `novelty`. Not centred yet. */
export function tokenPrices(
  batch: readonly (readonly Word[])[],
  recent: readonly (readonly Word[])[],
  time: number,
  refLogProbs: readonly Float32Array[],
  coefficient: number,
  phrase: Parameters<typeof phrasePenalties>[3],
): Float32Array {
  const bonus = novelty(batch, recent, time, refLogProbs);
  return phrasePenalties(batch, recent, time, phrase).map((price, i) => price - coefficient * bonus[i]!);
}

/**
 * What the wording of each whole response costs: the prices of PPO's tokens (`tokenPrices`, centred over the batch's tokens, so that
 * fewer words are no cheaper), summed.
 * @param refLogProbs of the tokens of each response, by the starting policy
 * @param recent responses in which phrases are counted, the batch included
 * @param start responses of the starting policy
 */
export function wordingPrices(
  batch: readonly (readonly Word[])[],
  refLogProbs: readonly Float32Array[],
  recent: readonly (readonly Word[])[],
  start: readonly (readonly Word[])[],
  settings: {
    phrase: Parameters<typeof phrasePenalties>[3];
    novelty: NoveltySettings;
  },
): number[] {
  const lengths = refLogProbs.map((one) => one.length);
  const time = Math.max(...lengths);
  const coefficient = noveltyCoefficient(distinct2Ratio(recent, start), settings.novelty);
  const prices = tokenPrices(batch, recent, time, refLogProbs, coefficient, settings.phrase);
  const mask = new Float32Array(batch.length * time);
  for (const [row, length] of lengths.entries()) mask.fill(1, row * time, row * time + length);
  const each = centred(prices, mask);
  return batch.map((_, row) => each.subarray(row * time, (row + 1) * time).reduce((a, b) => a + b, 0));
}
