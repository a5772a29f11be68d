/** Share of a judge's work that goes to pairs which people have judged too: what its reliability is learnt from. */
export const SHARED_SHARE = 0.25;

/** Labels that a judge should have given, so that of all labels its own are `share`, 0 to below 1. */
export const labelsWanted = (people: number, share: number): number => Math.floor((people * share) / (1 - share));

/** How many of the next `count` pairs should be ones that people judged, after `labels` pairs of which they judged `sharedLabels`. */
export const sharedOfNext = (count: number, labels: number, sharedLabels: number): number =>
  Math.min(count, Math.max(0, Math.ceil((labels + count) * SHARED_SHARE) - sharedLabels));

/** How a judge has done so far. */
export interface JudgeRecord {
  /** Pairs asked in both orders, and those of them on which both named the same answer. */
  readonly ordersAsked: number;
  readonly ordersAgreed: number;
  /** Decided pairs that people judged too, and those of them on which it sided with them; ties count half. */
  readonly sharedPairs: number;
  readonly agreed: number;
}

/** How often one human vote names the answer that the voters' own taste prefers: 72-82% in simulated crowds (docs/log). */
const HUMAN_ACCURACY = 0.78;
/**
 * Belief in a judge before anybody could check it, and how many shared pairs it weighs: people's slips make a few dozen of them say
 * little, and a good judge that was unlucky in the first ones must not be silenced.
 */
const PRIOR_ACCURACY = 0.75;
const PRIOR_PAIRS = 50;
/** Belief in a judge's self-consistency, in pairs on which it named the same answer in both orders. */
const PRIOR_CONSISTENT_PAIRS = 12;

/**
 * Probability, 0.5-1, that the judge prefers what people's taste prefers. People slip too: if both slip independently, agreement
 * is p q + (1 - p)(1 - q), solved here for p. A judge that contradicts itself when the sides are swapped can't be better than
 * (1 + sqrt(2 c - 1)) / 2, c being how often it stays with its choice.
 */
export function judgeAccuracy({ ordersAsked, ordersAgreed, sharedPairs, agreed }: JudgeRecord): number {
  const priorAgreement = PRIOR_ACCURACY * HUMAN_ACCURACY + (1 - PRIOR_ACCURACY) * (1 - HUMAN_ACCURACY);
  const agreement = (agreed + priorAgreement * PRIOR_PAIRS) / (sharedPairs + PRIOR_PAIRS);
  const fromPeople = (agreement + HUMAN_ACCURACY - 1) / (2 * HUMAN_ACCURACY - 1);
  const consistency = (ordersAgreed + PRIOR_CONSISTENT_PAIRS) / (ordersAsked + PRIOR_CONSISTENT_PAIRS);
  const atMost = (1 + Math.sqrt(Math.max(0, 2 * consistency - 1))) / 2;
  return Math.min(Math.max(0.5, fromPeople), atMost);
}

/** What one of its labels counts beside a human vote, 0-1: a label right with probability p tells as much as (2p - 1)² sure ones, for p near 1/2. */
export function labelWeight(accuracy: number): number {
  return Math.min(1, ((2 * accuracy - 1) / (2 * HUMAN_ACCURACY - 1)) ** 2);
}
