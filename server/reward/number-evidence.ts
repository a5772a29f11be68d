import { dot } from "../stats/linear-algebra.ts";
import { sigmoid } from "../stats/sigmoid.ts";
import { type FeatureGroup, spreadOver } from "./features/feature-group.ts";
import { type FeatureObservation, inUnits, mostLikelyWeights } from "./preference-loss.ts";

/** Degrees of freedom' worth of belief that a number's variance is its group's. Less finds rules of one number sooner, and what many tell together later (docs/log). */
const BELIEF = 0.4;
/** Turns of the fixed point; later ones change variances by some percent. */
const TURNS = 6;
/** Of a fit between two turns. */
const FIT = { iterations: 30, memory: 10, tolerance: 1e-3, gain: 0.05 };

/**
 * Automatic relevance determination within the groups whose numbers tell something each: the prior variance of each weight that makes the votes most
 * likely, by mean field (Neal 1996, "Bayesian learning for neural networks", section 1.2; Tipping 2001). A weight's variance becomes its expected square, with as
 * much belief in its group's variance as `BELIEF` says, which is the mode under an inverse gamma prior.
 * @param observations some hundreds at most; scaled features `[width]`
 * @param variances one a group
 * @returns one variance a feature, `[width]`; its group's where the group isn't listed
 */
export function numberVariances(
  observations: readonly FeatureObservation[],
  groups: readonly FeatureGroup[],
  variances: readonly number[],
): Float64Array {
  const ofGroups = spreadOver(groups, (group) => variances[group]!);
  const listed = spreadOver(groups, (group) => Number(groups[group]!.isListed ?? false));
  const own = ofGroups.slice();
  if (!listed.includes(1)) return own;
  let weights = new Float64Array(own.length);
  for (let turn = 0; turn < TURNS; turn++) {
    const units = own.map(Math.sqrt);
    const scaled = observations.map((one) => inUnits(one, units));
    weights = mostLikelyWeights(scaled, units, weights, FIT);
    const information = informationOf(observations, weights);
    for (const [i, isListed] of listed.entries()) {
      if (isListed === 0) continue;
      const square = weights[i]! ** 2 + 1 / (information[i]! + 1 / own[i]!);
      own[i] = (BELIEF * ofGroups[i]! + square) / (BELIEF + 1);
    }
  }
  return own;
}

/** What the votes tell of each weight alone: the diagonal of the loss's second derivatives, without the prior. */
function informationOf(observations: readonly FeatureObservation[], weights: Float64Array): Float64Array {
  const information = new Float64Array(weights.length);
  for (const { x, weight } of observations) {
    const share = sigmoid(dot(weights, x));
    const certain = weight * share * (1 - share);
    for (let i = 0; i < x.length; i++) information[i]! += certain * x[i]! ** 2;
  }
  return information;
}
