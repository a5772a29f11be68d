import { CAMP_FIGURES, type CampAim } from "../../../shared/protocol/training/camps.ts";
import type { RewardEnsemble } from "../reward-ensemble.ts";
import {
  type CampRewards,
  type CrowdFit,
  type DividingPair,
  dividingPair,
  fitCamps,
  rewardFor,
} from "./camp-rewards.ts";
import { type Camps, findCamps } from "./find-camps.ts";
import { crowdOpinions } from "./opinions.ts";
import type { PrincipalAxes } from "./principal-axes.ts";

/** What is known of a crowd's camps after a fit, and where the next one goes on. */
export interface DividedCrowd {
  /** Null: one camp, or too little is known. */
  readonly camps: Camps | null;
  readonly rewards: CampRewards | null;
  readonly example: DividingPair | null;
  /** What training follows. */
  readonly reward: RewardEnsemble;
  /** Opinions when the crowd was last examined. */
  readonly examined: number;
  /** Fits so far in which there were two camps. */
  readonly turn: number;
}

/** Axes along which a crowd is examined: with so many it is a matter of tenths of a second, and tastes are told apart as well as with all. */
export const AXES = 64;
/** By how much opinions must have grown before a crowd is examined again. */
const GROWTH = 1.1;

/**
 * Looks for camps where votes tell who gave them, and fits a reward for each. Between examinations members stay where they are, and rewards follow their votes.
 * @param everybody the reward of all votes
 */
export function divideCrowd(
  crowd: CrowdFit,
  everybody: RewardEnsemble,
  axes: () => PrincipalAxes,
  aim: CampAim,
  previous: DividedCrowd | null,
): DividedCrowd {
  const { pairs, byAddress, reference, settings } = crowd;
  // As many groups of features as there are, they vary together as one would.
  const unit = Math.sqrt(settings.groups?.length ?? 1);
  const given = pairs.reduce((sum, { ballots = [] }) => sum + ballots.length, 0);
  const isDue = given > 0 && (previous === null || given >= GROWTH * previous.examined || given < previous.examined);
  const before = previous?.camps ?? null;
  const camps = isDue ? findCamps(crowdOpinions(pairs, axes(), unit, byAddress), before) : before;
  const examined = isDue ? given : (previous?.examined ?? 0);
  if (camps === null) return { camps, rewards: null, example: null, reward: everybody, examined, turn: 0 };
  const rewards = fitCamps(camps, crowd, previous?.rewards ?? null);
  const turn = (previous?.turn ?? 0) + 1;
  const reward = rewardFor(aim, everybody, rewards, turn, reference);
  return { camps, rewards, example: dividingPair(rewards, pairs.filter(isShowable)), reward, examined, turn };
}

/** Camps as figures of a fit: counts, never who belongs where; none where there is one camp. */
export function campFigures(divided: Pick<DividedCrowd, "camps" | "example"> | null): Record<string, number> {
  if (divided === null || divided.camps === null) return {};
  const [first, second] = divided.camps.sizes;
  const sizes = { [CAMP_FIGURES.first]: Math.round(first), [CAMP_FIGURES.second]: Math.round(second) };
  if (divided.example === null) return sizes;
  const { id, firstPrefersA } = divided.example;
  return { ...sizes, [CAMP_FIGURES.example]: id, [CAMP_FIGURES.firstPrefersA]: Number(firstPrefersA) };
}

/** What an AI judge said is shown elsewhere. */
const isShowable = ({ id }: { readonly id: number }): boolean => id > 0;
