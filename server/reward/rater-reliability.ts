import {
  alignmentAt,
  CELLS,
  OWN_TASTE,
  priorOf,
  type RaterEvidence,
  reliabilityAt,
  repeatLikelihood,
  voteLikelihoods,
} from "./rater-likelihood.ts";

/** How a player votes, with 95% intervals, and what that rests on. */
export interface RaterEstimate {
  /** Share of the votes, 0-1, that aren't random: 0 for a coin. */
  readonly reliability: number;
  readonly low: number;
  readonly high: number;
  /** Crowd-BT's eta, 0-1: 1 votes as the fitted model says, a coin has 0.5, and below that votes go against the model. */
  readonly eta: number;
  readonly etaLow: number;
  readonly etaHigh: number;
  /** What a vote counts in the fit: 1 as much as that of a player whom nobody knows. */
  readonly weight: number;
  readonly repeats: number;
  /** Opinions compared with the model. */
  readonly compared: number;
}

/** A player is adversarial, one who votes against the others, where 2 eta - 1 is below this. */
const ADVERSARIAL = -0.2;
/** Up to this share of the players adversarial votes count nothing. From twice this share on they count in full: tastes are divided then. */
const FEW_ADVERSARIAL = 1 / 8;

/**
 * What a crowd's players have in common: how steep the head's logits are, how self-consistent votes are that aren't random, and the share of
 * spammers. Of these values those count that make the crowd's votes most likely.
 */
const SLOPES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5];
const SELF_CONSISTENCIES = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const SPAMMERS = [0, 0.1, 0.2, 0.3, 0.4, 0.5];
const logPriorOfSlope = (slope: number): number => -0.5 * (Math.log(slope) / 0.7) ** 2;
/** As if 20 pairs had been repeated, 15 of them with the same verdict. */
const logPriorOfConsistency = (share: number): number => 15 * Math.log(share) + 5 * Math.log(1 - share);
/** As if ten players were known, none of whom is a spammer. */
const logPriorOfSpammers = (share: number): number => 10 * Math.log(1 - share);

interface Shared {
  readonly slope: number;
  readonly selfConsistency: number;
  readonly spammers: number;
}

/** Before anything is known of a crowd. */
const NOTHING_KNOWN: Shared = { slope: 1, selfConsistency: 0.75, spammers: 0 };

function sharedBy(crowd: readonly RaterEvidence[]): Shared {
  let best = { score: Number.NEGATIVE_INFINITY, shared: NOTHING_KNOWN };
  for (const slope of SLOPES) {
    const likelihoods = crowd.map(({ margins }) => voteLikelihoods(margins, slope));
    for (const selfConsistency of SELF_CONSISTENCIES) {
      const cells = crowd.map((evidence, k) =>
        likelihoods[k]!.byReliability.map((one, i) => one * repeatLikelihood(evidence, i, selfConsistency)),
      );
      for (const spammers of SPAMMERS) {
        const logs = cells.map(
          (masses, k) => likelihoods[k]!.log + Math.log(expectation(masses, (i) => priorOf(i, spammers))),
        );
        const prior = logPriorOfSlope(slope) + logPriorOfConsistency(selfConsistency) + logPriorOfSpammers(spammers);
        const score = logs.reduce((a, b) => a + b, prior);
        if (score > best.score) best = { score, shared: { slope, selfConsistency, spammers } };
      }
    }
  }
  return best.shared;
}

interface Posterior {
  readonly byReliability: Float64Array;
  readonly byAlignment: Float64Array;
  /** Mean reliability, votes against the crowd taken as random. */
  readonly notAdversarial: number;
  /** Probability of being adversarial. */
  readonly adversarial: number;
}

/** Over reliability and 2 eta - 1: these are equal where the taste is the crowd's; where it is not, eta is anything that the reliability allows. */
function posteriorOf(evidence: RaterEvidence, { slope, selfConsistency, spammers }: Shared): Posterior {
  const likelihoods = voteLikelihoods(evidence.margins, slope).byAlignment;
  const byReliability = new Float64Array(CELLS + 1);
  const byAlignment = new Float64Array(2 * CELLS + 1);
  let total = 0;
  let notAdversarial = 0;
  let adversarial = 0;
  for (let i = 0; i <= CELLS; i++) {
    const before = priorOf(i, spammers) * repeatLikelihood(evidence, i, selfConsistency);
    for (let j = CELLS - i; j <= CELLS + i; j++) {
      const share = OWN_TASTE / (2 * i + 1) + (j === CELLS + i ? 1 - OWN_TASTE : 0);
      const mass = before * share * likelihoods[j]!;
      byReliability[i]! += mass;
      byAlignment[j]! += mass;
      total += mass;
      if (alignmentAt(j) < ADVERSARIAL) adversarial += mass;
      else notAdversarial += mass * reliabilityAt(i);
    }
  }
  const share = (mass: number) => mass / total;
  return {
    byReliability: byReliability.map(share),
    byAlignment: byAlignment.map(share),
    notAdversarial: notAdversarial / total,
    adversarial: adversarial / total,
  };
}

/** The weight of a player of whom nothing is known, in a crowd of which nothing is known: what a vote counts is measured against it. */
const UNKNOWN = posteriorOf({ margins: [], repeats: 0, same: 0 }, NOTHING_KNOWN).notAdversarial;

/** The cells' value below which a share of the posterior lies. */
function quantileOf(masses: Float64Array, share: number, at: (cell: number) => number): number {
  let passed = 0;
  for (const [cell, mass] of masses.entries()) {
    passed += mass;
    if (passed >= share) return at(cell);
  }
  return at(masses.length - 1);
}

const expectation = (masses: Float64Array, at: (cell: number) => number): number =>
  masses.reduce((sum, mass, cell) => sum + mass * at(cell), 0);

/**
 * Estimates every player of a crowd by Crowd-BT's likelihood. Each one's posterior is summed over a grid, so that nothing has to converge
 * and intervals are exact.
 *
 * Weights tell noise from opinion. A vote counts by its player's reliability, which falls only where both the agreement with the crowd and the
 * self-consistency are those of a coin. A player who disagrees but is self-consistent has a taste of their own and counts. Adversarial
 * players may have the opposite taste or do it on purpose; votes can't tell which. A few count nothing, or three who agree to do it would
 * undo three others. Many are a divided crowd and count in full. No weight is negative, as Crowd-BT's may be: that would make somebody with the
 * opposite taste vote for what they dislike.
 *
 * @param crowd evidence by rater; at least one rater
 */
export function estimateRaters(crowd: ReadonlyMap<string, RaterEvidence>): Map<string, RaterEstimate> {
  const evidence = [...crowd.values()];
  const shared = sharedBy(evidence);
  const posteriors = evidence.map((one) => posteriorOf(one, shared));
  const adversarial = posteriors.reduce((sum, one) => sum + one.adversarial, 0) / posteriors.length;
  const heard = Math.min(1, Math.max(0, adversarial / FEW_ADVERSARIAL - 1));
  const etaAt = (j: number) => (1 + alignmentAt(j)) / 2;
  const estimates = posteriors.map(({ byReliability, byAlignment, notAdversarial }, k): RaterEstimate => {
    const reliability = expectation(byReliability, reliabilityAt);
    return {
      reliability,
      low: quantileOf(byReliability, 0.025, reliabilityAt),
      high: quantileOf(byReliability, 0.975, reliabilityAt),
      eta: expectation(byAlignment, etaAt),
      etaLow: quantileOf(byAlignment, 0.025, etaAt),
      etaHigh: quantileOf(byAlignment, 0.975, etaAt),
      weight: (heard * reliability + (1 - heard) * notAdversarial) / UNKNOWN,
      repeats: evidence[k]!.repeats,
      compared: Math.round(evidence[k]!.margins.reduce((sum, { share }) => sum + share, 0)),
    };
  });
  return new Map([...crowd.keys()].map((rater, k) => [rater, estimates[k]!]));
}
