import { ballotWeights } from "./address-weights.ts";
import { type AxisRewards, fitAxes } from "./axis-rewards.ts";
import { raterEvidence } from "./rater-evidence.ts";
import { estimateRaters, type RaterEstimate } from "./rater-reliability.ts";
import type { EnsembleSettings } from "./reward-ensemble.ts";
import { type TrainingPair, weighBallots } from "./training-pair.ts";

/** Rewards with what they tell of those who voted, and what their votes therefore count in them. */
export interface RatedFit {
  readonly rewards: AxisRewards;
  readonly raters: ReadonlyMap<string, RaterEstimate>;
}

/**
 * Times that, without heads to begin with, players are estimated from heads and heads fitted to what the players then count. With
 * last heads, which are good enough to estimate players by, once does: a fit of thousands of comparisons takes most of a second.
 */
const FIRST_PASSES = 2;

/** Refits the heads of every axis, every vote counting what its player's reliability and its address's share say; see `fitAxes`. */
export function fitRated(
  pairs: readonly TrainingPair[],
  axisWeights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
  previous: RatedFit | null,
  settings: EnsembleSettings,
): RatedFit {
  const refit = (last: AxisRewards | null, raters: RatedFit["raters"]): RatedFit => {
    const { byRater, byAddress } = ballotWeights(pairs, raters);
    const weighed = pairs.map((pair) =>
      weighBallots(pair, (rater, ballot) => byRater(rater) * byAddress(pair, ballot)),
    );
    return { rewards: fitAxes(weighed, axisWeights, reference, last, settings), raters };
  };
  const nobody: RatedFit["raters"] = new Map();
  if (pairs.every(({ ballots = [] }) => ballots.length === 0)) return refit(previous?.rewards ?? null, nobody);
  let fitted = previous ?? refit(null, nobody);
  for (let pass = 0; pass < (previous === null ? FIRST_PASSES : 1); pass++)
    fitted = refit(fitted.rewards, estimateRaters(raterEvidence(pairs, fitted.rewards, settings)));
  return fitted;
}
