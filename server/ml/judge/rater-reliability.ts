/** What is known of how a player votes. */
export interface RaterEvidence {
  /**
   * Of every decided verdict, by how many logits a head that never saw the prompt prefers the answer that was chosen; below 0
   * where it prefers the other.
   */
  readonly margins: readonly number[];
  /** Pairs judged a second time, sides swapped, */
  readonly repeats: number;
  /** and those of them on which the verdict was the same. */
  readonly same: number;
}

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
  /** What a vote counts in the fit, 0-1. */
  readonly weight: number;
  readonly repeats: number;
  /** Verdicts compared with the model. */
  readonly compared: number;
}

/** Cells of the grid over reliability; that over 2 eta - 1, from -1 to 1, is as fine. */
const CELLS = 20;
const reliabilityAt = (i: number): number => i / CELLS;
/** 2 eta - 1. */
const alignmentAt = (j: number): number => j / CELLS - 1;

/**
 * Beta(a, b) of the reliability: U-shaped, as people either look or don't (spammer-hammer, Karger et al. 2011). Its mean is 2/3, and a
 * tenth of it lies below 0.1.
 */
const PRIOR = { a: 0.6, b: 0.3 };
/** Probability that a player has a taste of their own, which the fitted model may follow, oppose or not know. */
const OWN_TASTE = 0.2;
/** Up to this share of the players, contrary ones are set aside; where there are more, tastes are divided and all count. */
const MOST_CONTRARY = 1 / 8;

/** Slopes of the head's logits that are tried, and constancies: how often a vote that isn't tossed stays the same. */
const SLOPES = [0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4.5];
const CONSTANCIES = [0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95];
const logPriorOfSlope = (slope: number): number => -0.5 * (Math.log(slope) / 0.7) ** 2;
/** As if 20 pairs had been repeated, 15 of them with the same verdict. */
const logPriorOfConstancy = (constancy: number): number => 15 * Math.log(constancy) + 5 * Math.log(1 - constancy);

/** Masses of the Beta prior's cells, by their midpoints except at the ends, where the density has no bound. */
const prior: readonly number[] = (() => {
  const density = (x: number) => x ** (PRIOR.a - 1) * (1 - x) ** (PRIOR.b - 1);
  const masses = Array.from({ length: CELLS + 1 }, (_, i) => {
    const [from, to] = [Math.max(0, (i - 0.5) / CELLS), Math.min(1, (i + 0.5) / CELLS)];
    const points = Array.from({ length: 50 }, (_, k) => from + ((k + 0.5) / 50) * (to - from));
    return (points.reduce((sum, x) => sum + density(x), 0) * (to - from)) / 50;
  });
  const total = masses.reduce((a, b) => a + b, 0);
  return masses.map((mass) => mass / total);
})();
const PRIOR_MEAN = prior.reduce((sum, mass, i) => sum + mass * reliabilityAt(i), 0);

/** Crowd-BT (Chen et al. 2013): the probability of a vote for an answer that is ahead by `margin` logits. */
export const voteProbability = (eta: number, margin: number): number => {
  const ahead = 1 / (1 + Math.exp(-margin));
  return eta * ahead + (1 - eta) * (1 - ahead);
};

/** The probability that a repeated pair gets the same verdict: as often as `constancy` unless one of the two votes is tossed. */
export const sameProbability = (reliability: number, constancy: number): number =>
  0.5 + reliability ** 2 * (constancy - 0.5);

/** Log-likelihoods of the compared votes, less that of a coin, by cell of 2 eta - 1. */
function agreement(margins: readonly number[], slope: number): Float64Array {
  const logs = new Float64Array(2 * CELLS + 1);
  const products = new Float64Array(2 * CELLS + 1).fill(1);
  for (const [n, margin] of margins.entries()) {
    const lean = 2 * voteProbability(1, slope * margin) - 1;
    for (let j = 0; j < products.length; j++) products[j]! *= Math.max(1e-6, 1 + alignmentAt(j) * lean);
    // A product of 30 factors of at least 1e-6 is above the least double; logarithms of each would take most of the time.
    if (n % 30 === 29 || n === margins.length - 1)
      for (let j = 0; j < products.length; j++) {
        logs[j]! += Math.log(products[j]!);
        products[j] = 1;
      }
  }
  return logs;
}

interface Posterior {
  readonly byReliability: Float64Array;
  readonly byAlignment: Float64Array;
  /** Logarithm of the evidence. */
  readonly log: number;
}

/** The posterior over reliability and 2 eta - 1: equal where the taste is the crowd's, otherwise eta is anything that the reliability allows. */
function posteriorOf(logs: Float64Array, { repeats, same }: RaterEvidence, constancy: number): Posterior {
  const peak = logs.reduce((a, b) => Math.max(a, b));
  const byReliability = new Float64Array(CELLS + 1);
  const byAlignment = new Float64Array(2 * CELLS + 1);
  const likelihoods = logs.map((log) => Math.exp(log - peak));
  for (let i = 0; i <= CELLS; i++) {
    const stays = sameProbability(reliabilityAt(i), constancy);
    const constant = (2 * stays) ** same * (2 - 2 * stays) ** (repeats - same);
    const add = (j: number, probability: number) => {
      const mass = prior[i]! * constant * probability * likelihoods[j]!;
      byReliability[i]! += mass;
      byAlignment[j]! += mass;
    };
    add(CELLS + i, 1 - OWN_TASTE);
    for (let j = CELLS - i; j <= CELLS + i; j++) add(j, OWN_TASTE / (2 * i + 1));
  }
  const total = byReliability.reduce((a, b) => a + b, 0);
  const share = (mass: number) => mass / total;
  return {
    byReliability: byReliability.map(share),
    byAlignment: byAlignment.map(share),
    log: Math.log(total) + peak,
  };
}

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
 * Estimates every player of a crowd. Each one's posterior is summed over a grid, so no iteration can get stuck; the two figures that the
 * crowd shares, how steep the model's logits are and how constant votes are, are those of the largest marginal likelihood.
 *
 * Weights tell noise from opinion. A vote counts in full until the evidence says that it is tossed, which takes both chance agreement and
 * no constancy: who disagrees and is constant has a taste of their own. Who is surely contrary (eta below 0.5) counts nothing,
 * unless there are many. Never less than nothing, as Crowd-BT would have it: to turn a vote round is to make somebody with the opposite
 * taste vote for what they dislike.
 */
export function estimateRaters(crowd: ReadonlyMap<string, RaterEvidence>): Map<string, RaterEstimate> {
  const posteriors = fitCrowd([...crowd.values()]);
  const estimates = [...crowd].map(([rater, evidence], i): [string, RaterEstimate] => {
    const { byReliability, byAlignment } = posteriors[i]!;
    const etaAt = (j: number) => (1 + alignmentAt(j)) / 2;
    const reliability = meanOf(byReliability, reliabilityAt);
    const estimate: RaterEstimate = {
      reliability,
      low: quantileOf(byReliability, 0.025, reliabilityAt),
      high: quantileOf(byReliability, 0.975, reliabilityAt),
      eta: meanOf(byAlignment, etaAt),
      etaLow: quantileOf(byAlignment, 0.025, etaAt),
      etaHigh: quantileOf(byAlignment, 0.975, etaAt),
      weight: Math.min(1, reliability / PRIOR_MEAN),
      repeats: evidence.repeats,
      compared: evidence.margins.length,
    };
    return [rater, estimate];
  });
  const isContrary = ({ etaHigh }: RaterEstimate) => etaHigh < 0.5;
  const contrary = estimates.filter(([, estimate]) => isContrary(estimate)).length;
  const setAside = contrary <= MOST_CONTRARY * crowd.size;
  return new Map(
    estimates.map(([rater, estimate]) => [
      rater,
      setAside && isContrary(estimate) ? { ...estimate, weight: 0 } : estimate,
    ]),
  );
}

function fitCrowd(crowd: readonly RaterEvidence[]): readonly Posterior[] {
  let best: { readonly score: number; readonly posteriors: readonly Posterior[] } = {
    score: Number.NEGATIVE_INFINITY,
    posteriors: [],
  };
  for (const slope of SLOPES) {
    const logs = crowd.map(({ margins }) => agreement(margins, slope));
    for (const constancy of CONSTANCIES) {
      const posteriors = crowd.map((evidence, i) => posteriorOf(logs[i]!, evidence, constancy));
      const evidence = posteriors.reduce((sum, { log }) => sum + log, 0);
      const score = evidence + logPriorOfSlope(slope) + logPriorOfConstancy(constancy);
      if (score > best.score) best = { score, posteriors };
    }
  }
  return best.posteriors;
}
