import { alignmentAt, CELLS, OWN_TASTE, reliabilityAt } from "./rater-prior.ts";

/** A decided verdict beside what a head foretells that never saw the prompt. */
export interface Margin {
  /** By how much it prefers the answer that was chosen; below 0 where it prefers the other. */
  readonly logits: number;
  /** What it counts: 1, or, since all pairs of a ranking are one opinion, one over their number. */
  readonly share: number;
}

/** What is known of how a player votes. */
export interface RaterEvidence {
  readonly margins: readonly Margin[];
  /** Pairs judged a second time, sides swapped, */
  readonly repeats: number;
  /** and those of them on which the verdict was the same. */
  readonly same: number;
}

/** Crowd-BT (Chen et al. 2013): the probability of a vote for an answer that is ahead by `margin` logits. */
export const voteProbability = (eta: number, margin: number): number => {
  const ahead = 1 / (1 + Math.exp(-margin));
  return eta * ahead + (1 - eta) * (1 - ahead);
};

/** The probability that a repeated pair gets the same verdict: as often as `constancy` unless one of the two votes is tossed. */
export const sameProbability = (reliability: number, constancy: number): number =>
  0.5 + reliability ** 2 * (constancy - 0.5);

/** Likelihood of repeated pairs over that of a coin. */
export const repeatLikelihood = ({ repeats, same }: RaterEvidence, i: number, constancy: number): number => {
  const stays = sameProbability(reliabilityAt(i), constancy);
  return (2 * stays) ** same * (2 - 2 * stays) ** (repeats - same);
};

/** Compared votes of one player: their likelihoods over that of a coin, each times exp(-log). */
export interface Agreement {
  /** By cell of 2 eta - 1. */
  readonly byAlignment: Float64Array;
  /** By cell of reliability, whatever eta. */
  readonly byReliability: Float64Array;
  readonly log: number;
}

export function agreementOf(margins: readonly Margin[], slope: number): Agreement {
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
