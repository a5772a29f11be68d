import { agreementOf, type RaterEvidence, repeatLikelihood } from "./rater-likelihood.ts";
import { alignmentAt, CELLS, OWN_TASTE, priorOf, reliabilityAt } from "./rater-prior.ts";

/** How a player votes, with 95% intervals, and what that rests on. */
export interface RaterEstimate {
  /** Share of the votes, 0-1, that aren't tossed: 0 for a coin. */
  readonly reliability: number;
  readonly low: number;
  readonly high: number;
  /** Crowd-BT's eta, 0-1: 1 votes as the fitted model says, a coin has 0.5, and below that it is turned round. */
  readonly eta: number;
  readonly etaLow: number;
  readonly etaHigh: number;
  /** What a vote counts in the fit: 1 as much as that of a player whom nobody knows. */
  readonly weight: number;
  readonly repeats: number;
  /** Opinions compared with the model. */
  readonly compared: number;
}

/** A vote is against the crowd where 2 eta - 1 is below this. */
const CONTRARY = -0.2;
/** Up to this share of the players contrary votes count nothing, from twice this share on they count in full: tastes are divided then. */
const FEW_CONTRARY = 1 / 8;

/**
 * What a crowd's players have in common, of which those values are taken that make their votes most likely: how steep the head's logits
 * are, how often a vote that isn't tossed stays the same, and the share of players who toss all votes.
 */
const SLOPES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5];
const CONSTANCIES = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const TOSSERS = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
const logPriorOfSlope = (slope: number): number => -0.5 * (Math.log(slope) / 0.7) ** 2;
/** As if 20 pairs had been repeated, 15 of them with the same verdict. */
const logPriorOfConstancy = (constancy: number): number => 15 * Math.log(constancy) + 5 * Math.log(1 - constancy);
/** As if ten players were known, none of whom tosses. */
const logPriorOfTossers = (share: number): number => 10 * Math.log(1 - share);

interface Shared {
  readonly slope: number;
  readonly constancy: number;
  readonly tossers: number;
}

function sharedBy(crowd: readonly RaterEvidence[]): Shared {
  let best = { score: Number.NEGATIVE_INFINITY, shared: { slope: 1, constancy: 0.75, tossers: 0 } };
  for (const slope of SLOPES) {
    const agreements = crowd.map(({ margins }) => agreementOf(margins, slope));
    for (const constancy of CONSTANCIES) {
      const cells = crowd.map((evidence, k) =>
        agreements[k]!.byReliability.map((one, i) => one * repeatLikelihood(evidence, i, constancy)),
      );
      for (const tossers of TOSSERS) {
        const logs = cells.map(
          (masses, k) => agreements[k]!.log + Math.log(meanOf(masses, (i) => priorOf(i, tossers))),
        );
        const prior = logPriorOfSlope(slope) + logPriorOfConstancy(constancy) + logPriorOfTossers(tossers);
        const score = logs.reduce((a, b) => a + b, prior);
        if (score > best.score) best = { score, shared: { slope, constancy, tossers } };
      }
    }
  }
  return best.shared;
}

interface Posterior {
  readonly byReliability: Float64Array;
  readonly byAlignment: Float64Array;
  /** Mean reliability, votes against the crowd taken as tossed. */
  readonly notContrary: number;
  /** Probability of being contrary. */
  readonly contrary: number;
}

/** Over reliability and 2 eta - 1: these are equal where the taste is the crowd's; where it is not, eta is anything that the reliability allows. */
function posteriorOf(evidence: RaterEvidence, { slope, constancy, tossers }: Shared): Posterior {
  const likelihoods = agreementOf(evidence.margins, slope).byAlignment;
  const byReliability = new Float64Array(CELLS + 1);
  const byAlignment = new Float64Array(2 * CELLS + 1);
  let total = 0;
  let notContrary = 0;
  let contrary = 0;
  for (let i = 0; i <= CELLS; i++) {
    const before = priorOf(i, tossers) * repeatLikelihood(evidence, i, constancy);
    for (let j = CELLS - i; j <= CELLS + i; j++) {
      const share = OWN_TASTE / (2 * i + 1) + (j === CELLS + i ? 1 - OWN_TASTE : 0);
      const mass = before * share * likelihoods[j]!;
      byReliability[i]! += mass;
      byAlignment[j]! += mass;
      total += mass;
      if (alignmentAt(j) < CONTRARY) contrary += mass;
      else notContrary += mass * reliabilityAt(i);
    }
  }
  const share = (mass: number) => mass / total;
  return {
    byReliability: byReliability.map(share),
    byAlignment: byAlignment.map(share),
    notContrary: notContrary / total,
    contrary: contrary / total,
  };
}

/** Of a player whom nobody knows, where nobody is thought to toss: what a vote counts is measured against it. */
const UNKNOWN = posteriorOf(
  { margins: [], repeats: 0, same: 0 },
  { slope: 1, constancy: 0.75, tossers: 0 },
).notContrary;

/** The cells' value below which a share of the posterior lies. */
function quantileOf(masses: Float64Array, share: number, at: (cell: number) => number): number {
  let passed = 0;
  for (const [cell, mass] of masses.entries()) {
    passed += mass;
    if (passed >= share) return at(cell);
  }
  return at(masses.length - 1);
}

const meanOf = (masses: Float64Array, at: (cell: number) => number): number =>
  masses.reduce((sum, mass, cell) => sum + mass * at(cell), 0);

/**
 * Estimates every player of a crowd by Crowd-BT's likelihood. Each one's posterior is summed over a grid, so that nothing has to converge
 * and intervals are exact.
 *
 * Weights tell noise from opinion: a vote counts by its reliability, which falls only where both its agreement with the crowd and
 * its constancy are those of a coin. Who disagrees and is constant has a taste of their own and counts. Contrary players may
 * have the opposite taste or turn their votes round, which votes can't tell: a few count nothing, or three who agree to do it would undo
 * three others; many are a divided crowd and count in full. Never less than nothing, as Crowd-BT would have it: that makes
 * somebody with the opposite taste vote for what they dislike.
 */
export function estimateRaters(crowd: ReadonlyMap<string, RaterEvidence>): Map<string, RaterEstimate> {
  const evidence = [...crowd.values()];
  const shared = sharedBy(evidence);
  const posteriors = evidence.map((one) => posteriorOf(one, shared));
  const contrary = posteriors.reduce((sum, one) => sum + one.contrary, 0) / posteriors.length;
  const heard = Math.min(1, Math.max(0, contrary / FEW_CONTRARY - 1));
  const etaAt = (j: number) => (1 + alignmentAt(j)) / 2;
  const estimates = posteriors.map(({ byReliability, byAlignment, notContrary }, k): RaterEstimate => {
    const reliability = meanOf(byReliability, reliabilityAt);
    return {
      reliability,
      low: quantileOf(byReliability, 0.025, reliabilityAt),
      high: quantileOf(byReliability, 0.975, reliabilityAt),
      eta: meanOf(byAlignment, etaAt),
      etaLow: quantileOf(byAlignment, 0.025, etaAt),
      etaHigh: quantileOf(byAlignment, 0.975, etaAt),
      weight: (heard * reliability + (1 - heard) * notContrary) / UNKNOWN,
      repeats: evidence[k]!.repeats,
      compared: Math.round(evidence[k]!.margins.reduce((sum, { share }) => sum + share, 0)),
    };
  });
  return new Map([...crowd.keys()].map((rater, k) => [rater, estimates[k]!]));
}
