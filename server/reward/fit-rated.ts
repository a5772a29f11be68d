import { ballotWeights } from "./address-weights.ts";
import { type CriterionRewards, fitCriteria } from "./criterion-rewards.ts";
import { raterEvidence } from "./rater-evidence.ts";
import { estimateRaters, type RaterEstimate } from "./rater-reliability.ts";
import type { EnsembleSettings } from "./reward-ensemble.ts";
import { type TrainingPair, weighBallots } from "./training-pair.ts";

/** Rewards, with the estimates of the players by which their votes count in them. */
export interface RatedFit {
  readonly rewards: CriterionRewards;
  readonly raters: ReadonlyMap<string, RaterEstimate>;
}

/**
 * How often players are estimated from heads, and heads fitted to what the players then count, where there are no heads yet. Once is enough
 * where there are: the last heads estimate players well, and a fit of thousands of comparisons takes most of a second.
 */
const FIRST_PASSES = 2;

/** Refits the heads of every criterion. Every vote counts what its player's reliability and its address's share say; see `fitCriteria`. */
export function fitRated(
  pairs: readonly TrainingPair[],
  criterionWeights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
  previous: RatedFit | null,
  settings: EnsembleSettings,
): RatedFit {
  const refit = (last: CriterionRewards | null, raters: RatedFit["raters"]): RatedFit => {
    const { byRater, byAddress } = ballotWeights(pairs, raters);
    const weighed = pairs.map((pair) =>
      weighBallots(pair, (rater, ballot) => byRater(rater) * byAddress(pair, ballot)),
    );
    return { rewards: fitCriteria(weighed, criterionWeights, reference, last, settings), raters };
  };
  const nobody: RatedFit["raters"] = new Map();
  if (pairs.every(({ ballots = [] }) => ballots.length === 0)) return refit(previous?.rewards ?? null, nobody);
  let fitted = previous ?? refit(null, nobody);
  for (let pass = 0; pass < (previous === null ? FIRST_PASSES : 1); pass++)
    fitted = refit(fitted.rewards, estimateRaters(raterEvidence(pairs, fitted.rewards, settings)));
  return fitted;
}
