import type { Matrix } from "./linear-algebra.ts";
import { between, expectedShare, fitLogistic, inverseCurvature, type Trial } from "./logistic-fit.ts";
import { studentQuantile } from "./student-quantile.ts";

/** Until pairs have told how much the votes on one pair go together, this is believed, */
const PRIOR_CORRELATION = 0.3;
/** as firmly as if so many pairs had told it. */
const PRIOR_PAIRS = 5;
/** And the scatter that follows from it is believed as if so many degrees of freedom had told it. */
const PRIOR_DEGREES = 4;

export interface CorrelatedFit {
  readonly coefficients: readonly number[];
  readonly covariance: Matrix;
  /** Standard errors to each side of a 95% interval. */
  readonly quantile: number;
  /** How much the votes of a trial go together: 0 as different trials' votes do, 1 when the first vote decides the others. */
  readonly correlation: number;
}

/**
 * Logistic regression where the votes of a trial go together. A crowd that judges one pair judges those two answers, so its votes say less
 * about versions than as many votes on different pairs.
 *
 * This is Williams's model II (1982, "Extra-binomial variation in logistic linear models"): the votes of a trial share one correlation,
 * found by the method of moments from how far shares scatter, and a trial of n votes counts as n / (1 + (n - 1) correlation). As few trials
 * tell little about the scatter, what is left of it scales the covariance, and intervals are as wide as Student's t has them with the
 * trials' degrees of freedom, to which a prior lends some (the moderated t of Smyth 2004, "Linear models and empirical Bayes methods").
 */
export function fitCorrelated(trials: readonly Trial[], precisions: readonly number[]): CorrelatedFit {
  const correlation = votesTogether(trials, precisions);
  const weighted = trials.map((trial) => ({ ...trial, votes: effectiveVotes(trial.votes, correlation) }));
  const coefficients = fitLogistic(weighted, precisions);
  const inverse = inverseCurvature(weighted, precisions, coefficients);
  let scatter = 0;
  let degrees = 0;
  for (const trial of weighted) {
    const share = expectedShare(trial, coefficients);
    const information = trial.votes * share * (1 - share);
    scatter += (trial.votes * (trial.label - share) ** 2) / (share * (1 - share));
    degrees += Math.max(0, 1 - information * between(inverse, trial, trial));
  }
  // Votes are never more alike than thrown coins are.
  const votes = trials.reduce((sum, trial) => sum + trial.votes, 0) / Math.max(1, trials.length);
  const least = 1 / (1 + Math.max(0, votes - 1) * correlation);
  const dispersion = Math.max(least, (PRIOR_DEGREES + scatter) / (PRIOR_DEGREES + degrees));
  return {
    coefficients,
    covariance: inverse.map((row) => row.map((value) => dispersion * value)),
    quantile: studentQuantile(PRIOR_DEGREES + degrees),
    correlation,
  };
}

/** Votes on different pairs that say as much as `votes` on one. */
export function effectiveVotes(votes: number, correlation: number): number {
  return votes / (1 + (votes - 1) * correlation);
}

/**
 * Pearson's statistic of the trials with several votes is, in expectation, the sum of (1 - leverage) (1 + (n - 1) correlation);
 * solved for the correlation.
 */
function votesTogether(trials: readonly Trial[], precisions: readonly number[]): number {
  const coefficients = fitLogistic(trials, precisions);
  const inverse = inverseCurvature(trials, precisions, coefficients);
  let excess = 0;
  let expected = 0;
  const several = trials.filter(({ votes }) => votes > 1);
  for (const trial of several) {
    const { label, votes } = trial;
    const share = expectedShare(trial, coefficients);
    const variance = share * (1 - share);
    const rest = 1 - votes * variance * between(inverse, trial, trial);
    excess += (votes * (label - share) ** 2) / variance - rest;
    expected += rest * (votes - 1);
  }
  const others = several.reduce((sum, { votes }) => sum + votes - 1, 0);
  const prior = (PRIOR_PAIRS * Math.max(1, others)) / Math.max(1, several.length);
  return Math.min(1, Math.max(0, (excess + prior * PRIOR_CORRELATION) / (expected + prior)));
}
