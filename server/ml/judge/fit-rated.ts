import { type AxisRewards, fitAxes } from "./axis-rewards.ts";
import { type RatedPair, weighBallots } from "./rated-pair.ts";
import { raterEvidence } from "./rater-evidence.ts";
import { estimateRaters, type RaterEstimate } from "./rater-reliability.ts";
import type { EnsembleSettings } from "./reward-ensemble.ts";

/** Rewards with what they tell of those who voted, and what their votes therefore count in them. */
export interface RatedFit {
  readonly rewards: AxisRewards;
  readonly raters: ReadonlyMap<string, RaterEstimate>;
}

/** Times that players are estimated from heads and heads fitted to what the players then count. */
const PASSES = 2;

/** Refits the heads of every axis, every vote counting what its player's reliability says; see `fitAxes`. */
export function fitRated(
  pairs: readonly RatedPair[],
  axisWeights: Readonly<Record<string, number>>,
  reference: readonly Float32Array[],
  previous: RatedFit | null,
  settings: EnsembleSettings,
): RatedFit {
  let raters = previous?.raters ?? new Map<string, RaterEstimate>();
  const fit = (last: AxisRewards | null) => {
    const weighed = pairs.map((pair) => weighBallots(pair, (rater) => raters.get(rater)?.weight ?? 1));
    return fitAxes(weighed, axisWeights, reference, last, settings);
  };
  let rewards = fit(previous?.rewards ?? null);
  if (pairs.every(({ ballots }) => ballots.length === 0)) return { rewards, raters: new Map() };
  for (let pass = 0; pass < PASSES; pass++) {
    raters = estimateRaters(raterEvidence(pairs, rewards, settings));
    rewards = fit(rewards);
  }
  return { rewards, raters };
}
