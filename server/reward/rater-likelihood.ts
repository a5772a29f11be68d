import { sigmoid } from "../stats/sigmoid.ts";

/** Cells of the grid over reliability, 0-1; that over alignment, from -1 to 1, is as fine. */
export const CELLS = 20;
/** The reliability of a cell, 0-1. */
export const reliabilityAt = (i: number): number => i / CELLS;
/** Alignment is 2 eta - 1: 1 votes as the fitted model says, 0 like a coin, -1 always the other way. */
export const alignmentAt = (j: number): number => j / CELLS - 1;

/**
 * The prior of the reliability: Beta(a, b), and a share of spammers, whose reliability is 0 (spammer-hammer, Karger et al. 2011). The Beta
 * is U-shaped, as most people either look or don't; its mean is 2/3, and a tenth of it lies below 0.1.
 */
const BETA = { a: 0.6, b: 0.3 };
/** Probability that a player has a taste of their own, which the fitted model may follow, oppose or not know. */
export const OWN_TASTE = 0.2;
/** Masses of the Beta's cells, by midpoints of fiftieths of a cell, since its density has no bound at the ends. */
const betaMasses: readonly number[] = (() => {
  const density = (x: number) => x ** (BETA.a - 1) * (1 - x) ** (BETA.b - 1);
  const masses = Array.from({ length: CELLS + 1 }, (_, i) => {
    const [from, to] = [Math.max(0, (i - 0.5) / CELLS), Math.min(1, (i + 0.5) / CELLS)];
    const points = Array.from({ length: 50 }, (_, k) => from + ((k + 0.5) / 50) * (to - from));
    return (points.reduce((sum, x) => sum + density(x), 0) * (to - from)) / 50;
  });
  const total = masses.reduce((a, b) => a + b, 0);
  return masses.map((mass) => mass / total);
})();

/**
 * The prior mass of a cell of reliability.
 * @param spammers share of the players who are spammers, 0-1
 */
export const priorOf = (i: number, spammers: number): number =>
  (1 - spammers) * betaMasses[i]! + (i === 0 ? spammers : 0);

/** A decided verdict beside the prediction of a head that never saw the prompt. */
export interface Margin {
  /** By how much the head prefers the answer that was chosen; below 0 where it prefers the other. */
  readonly logits: number;
  /** What it counts: 1, or, since all pairs of a ranking are one opinion, one over their number. */
  readonly share: number;
}

/** What is known of how a player votes. */
export interface RaterEvidence {
  readonly margins: readonly Margin[];
  /** Pairs judged a second time, with the sides swapped. */
  readonly repeats: number;
  /** How many of these got the same verdict again. */
  readonly same: number;
}

/** Crowd-BT (Chen et al. 2013): the probability of a vote for an answer that is ahead by `margin` logits. */
export const voteProbability = (eta: number, margin: number): number => {
  const ahead = sigmoid(margin);
  return eta * ahead + (1 - eta) * (1 - ahead);
};

/** The probability that a repeated pair gets the same verdict: the crowd's `selfConsistency`, unless one of the two votes is random. */
export const sameProbability = (reliability: number, selfConsistency: number): number =>
  0.5 + reliability ** 2 * (selfConsistency - 0.5);

/** Likelihood of a player's repeated pairs in a cell of reliability, over that of a coin. */
export const repeatLikelihood = ({ repeats, same }: RaterEvidence, i: number, selfConsistency: number): number => {
  const stays = sameProbability(reliabilityAt(i), selfConsistency);
  return (2 * stays) ** same * (2 - 2 * stays) ** (repeats - same);
};

/** Likelihoods of one player's decided votes over those of a coin, each times exp(-log). */
interface VoteLikelihoods {
  /** By cell of alignment, `[2 CELLS + 1]`. */
  readonly byAlignment: Float64Array;
  /** By cell of reliability, whatever the alignment, `[CELLS + 1]`. */
  readonly byReliability: Float64Array;
  readonly log: number;
}

/** @param slope what the head's logits are multiplied by */
export function voteLikelihoods(margins: readonly Margin[], slope: number): VoteLikelihoods {
  const logs = new Float64Array(2 * CELLS + 1);
  for (const { logits, share } of margins) {
    const lean = 2 * voteProbability(1, slope * logits) - 1;
    for (let j = 0; j < logs.length; j++) logs[j]! += share * Math.log(Math.max(1e-6, 1 + alignmentAt(j) * lean));
  }
  const log = logs.reduce((a, b) => Math.max(a, b));
  const byAlignment = logs.map((one) => Math.exp(one - log));
  const byReliability = new Float64Array(CELLS + 1);
  let within = byAlignment[CELLS]!;
  for (let i = 0; i <= CELLS; i++) {
    if (i > 0) within += byAlignment[CELLS - i]! + byAlignment[CELLS + i]!;
    byReliability[i] = (1 - OWN_TASTE) * byAlignment[CELLS + i]! + (OWN_TASTE * within) / (2 * i + 1);
  }
  return { byAlignment, byReliability, log };
}
