import type { CampAim } from "../../../shared/protocol/training/camps.ts";
import { type CriterionRewards, fitCriteria } from "../criterion-rewards.ts";
import {
  type EnsembleSettings,
  ensembleOf,
  headSpread,
  predictedShare,
  type RewardEnsemble,
} from "../reward-ensemble.ts";
import { type RaterBallot, type TrainingPair, weighBallots } from "../training-pair.ts";
import type { Camps } from "./find-camps.ts";

/** The reward of the first and of the second camp. */
export type CampRewards = readonly [first: CriterionRewards, second: CriterionRewards];

/** What fits of a crowd share, whoever's reward is fitted. */
export interface CrowdFit {
  readonly pairs: readonly TrainingPair[];
  /** What a ballot counts by its address's share, 0-1. */
  readonly byAddress: (pair: TrainingPair, ballot: RaterBallot) => number;
  readonly criterionWeights: Readonly<Record<string, number>>;
  /** Scaled features `[width]` of reference answers. */
  readonly reference: readonly Float32Array[];
  readonly settings: EnsembleSettings;
}

/**
 * Comparisons' worth of weight that the other camp's votes have in a camp's fit, a power prior as in `criterion-rewards.ts`: while a camp has few
 * votes of its own it likes what everybody likes.
 */
const OTHERS_COMPARISONS = 20;

/**
 * Refits the reward of each camp to its members' votes. Votes of raters who belong to neither, because nobody knows them or they gave too few, count in
 * both.
 */
export function fitCamps({ members }: Camps, crowd: CrowdFit, previous: CampRewards | null): CampRewards {
  const { pairs, byAddress, criterionWeights, reference, settings } = crowd;
  const rewardOf = (camp: 0 | 1): CriterionRewards => {
    const other = camp === 0 ? 1 : 0;
    const votesOfOther = pairs.reduce((sum, { ballots = [] }) => {
      const own = ballots.reduce((some, { rater }) => some + (members.get(rater)?.counts[other] ?? 0), 0);
      return sum + own / Math.max(1, ballots.length);
    }, 0);
    const share = Math.min(1, OTHERS_COMPARISONS / Math.max(1, votesOfOther));
    const countOf = (rater: string): number => {
      const member = members.get(rater);
      return member === undefined ? 1 : member.counts[camp] + share * member.counts[other];
    };
    const weighed = pairs.map((pair) =>
      weighBallots(pair, (rater, ballot) => byAddress(pair, ballot) * countOf(rater)),
    );
    return fitCriteria(weighed, criterionWeights, reference, previous?.[camp] ?? null, settings);
  };
  return [rewardOf(0), rewardOf(1)];
}

/**
 * The reward that training follows in a crowd of two camps.
 * @param everybody the reward of all votes, each of which counts alike: where camps disagree it follows the larger one
 * @param turn whose turn it is where camps have it in turn: the first camp's when it is even
 */
export function rewardFor(
  aim: CampAim,
  everybody: RewardEnsemble,
  [first, second]: CampRewards,
  turn: number,
  reference: readonly Float32Array[],
): RewardEnsemble {
  if (aim === "majority") return everybody;
  if (aim === "turns") return turn % 2 === 0 ? first.sum : second.sum;
  return compromise(first.sum, second.sum, reference);
}

/**
 * The sum of both camps' scores, each at the same spread, so that neither counts more for having more votes or a stronger liking. What both
 * like scores most; what one likes and the other dislikes scores nothing.
 */
function compromise(first: RewardEnsemble, second: RewardEnsemble, reference: readonly Float32Array[]): RewardEnsemble {
  const heads = first.heads.map((head, i) => {
    const [own, others] = [headSpread(first, i), headSpread(second, i)];
    const spread = (own + others) / 2 / Math.SQRT2;
    return head.map((value, j) => spread * (value / own + second.heads[i]![j]! / others));
  });
  const precision = first.precision.map((value, j) => (value + second.precision[j]!) / 2);
  return ensembleOf(heads, reference, precision);
}

/** A judged pair that divides the camps. */
export interface DividingPair {
  /** Of the comparison. */
  readonly id: number;
  /** Whether the first camp prefers A, and the second B. */
  readonly firstPrefersA: boolean;
}

/** The pair on which the camps' expected votes are furthest apart; null where they prefer the same answer of every pair. */
export function dividingPair([first, second]: CampRewards, pairs: readonly TrainingPair[]): DividingPair | null {
  let found: DividingPair | null = null;
  let most = 0;
  for (const { id, a, b } of pairs) {
    const [one, other] = [predictedShare(first.sum, a, b), predictedShare(second.sum, a, b)];
    if (one > 0.5 === other > 0.5) continue;
    const apart = Math.min(Math.abs(one - 0.5), Math.abs(other - 0.5));
    if (apart > most) [most, found] = [apart, { id, firstPrefersA: one > 0.5 }];
  }
  return found;
}
