import { Matrix } from "ml-matrix";
import { gammaln } from "simple-statistics";
import { Z_95 } from "../../shared/round/votes/share-interval.ts";
import { between, expectedShare, fitLogistic, inverseCurvature, type Observation } from "./logistic-fit.ts";

/** Prior of how much the votes on one pair go together. */
const PRIOR_CORRELATION = 0.3;
/** Pairs' worth of belief in it. */
const PRIOR_PAIRS = 5;
/** Degrees of freedom's worth of belief in the scatter that follows from it. */
const PRIOR_DEGREES = 4;

/** A logistic fit with the covariance of its coefficients. */
export interface CorrelatedFit {
  readonly coefficients: readonly number[];
  /** `[columns, columns]` */
  readonly covariance: Matrix;
  /** Standard errors to each side of a 95% interval. */
  readonly quantile: number;
  /** How much the votes of an observation go together: 0 as different observations' votes do, 1 when the first vote decides the others. */
  readonly correlation: number;
}

/**
 * Logistic regression where the votes of an observation go together. A crowd that judges one pair judges those two answers, so its votes say less
 * about versions than as many votes on different pairs.
 *
 * This is Williams's model II (1982, "Extra-binomial variation in logistic linear models"): the votes of an observation share one correlation,
 * found by the method of moments from how far shares scatter, and an observation of n votes counts as n / (1 + (n - 1) correlation). As few observations
 * tell little about the scatter, what is left of it scales the covariance, and intervals are as wide as Student's t has them with the
 * observations' degrees of freedom, to which a prior lends some (the moderated t of Smyth 2004, "Linear models and empirical Bayes methods").
 */
export function fitCorrelated(observations: readonly Observation[], precisions: readonly number[]): CorrelatedFit {
  const correlation = votesTogether(observations, precisions);
  const weighted = observations.map((observation) => ({
    ...observation,
    votes: effectiveVotes(observation.votes, correlation),
  }));
  const coefficients = fitLogistic(weighted, precisions);
  const inverse = inverseCurvature(weighted, precisions, coefficients);
  let scatter = 0;
  let degrees = 0;
  for (const observation of weighted) {
    const share = expectedShare(observation, coefficients);
    const information = observation.votes * share * (1 - share);
    scatter += (observation.votes * (observation.label - share) ** 2) / (share * (1 - share));
    degrees += Math.max(0, 1 - information * between(inverse, observation, observation));
  }
  // Votes never scatter less than independent coins.
  const votes =
    observations.reduce((sum, observation) => sum + observation.votes, 0) / Math.max(1, observations.length);
  const least = 1 / (1 + Math.max(0, votes - 1) * correlation);
  const dispersion = Math.max(least, (PRIOR_DEGREES + scatter) / (PRIOR_DEGREES + degrees));
  return {
    coefficients,
    covariance: Matrix.mul(inverse, dispersion),
    quantile: studentQuantile(PRIOR_DEGREES + degrees),
    correlation,
  };
}

/** Votes on different pairs that say as much as `votes` on one. */
export function effectiveVotes(votes: number, correlation: number): number {
  return votes / (1 + (votes - 1) * correlation);
}

/**
 * Pearson's statistic of the observations with several votes is, in expectation, the sum of (1 - leverage) (1 + (n - 1) correlation);
 * solved for the correlation.
 */
function votesTogether(observations: readonly Observation[], precisions: readonly number[]): number {
  const coefficients = fitLogistic(observations, precisions);
  const inverse = inverseCurvature(observations, precisions, coefficients);
  let excess = 0;
  let expected = 0;
  const several = observations.filter(({ votes }) => votes > 1);
  for (const observation of several) {
    const { label, votes } = observation;
    const share = expectedShare(observation, coefficients);
    const variance = share * (1 - share);
    const rest = 1 - votes * variance * between(inverse, observation, observation);
    excess += (votes * (label - share) ** 2) / variance - rest;
    expected += rest * (votes - 1);
  }
  const others = several.reduce((sum, { votes }) => sum + votes - 1, 0);
  const prior = (PRIOR_PAIRS * Math.max(1, others)) / Math.max(1, several.length);
  return Math.min(1, Math.max(0, (excess + prior * PRIOR_CORRELATION) / (expected + prior)));
}

/** Enough for nine digits from 1 degree of freedom on. */
const SIMPSON_STEPS = 200;

/**
 * How many standard errors a 95% interval reaches to each side when the error is known from so many degrees of freedom: the quantile of
 * Student's t, from 1 degree on.
 */
export function studentQuantile(degrees: number): number {
  const height = Math.exp(gammaln((degrees + 1) / 2) - gammaln(degrees / 2)) / Math.sqrt(Math.PI * degrees);
  const density = (t: number) => height * Math.exp((-(degrees + 1) / 2) * Math.log1p(t ** 2 / degrees));
  /** The probability between 0 and t, by Simpson's rule. */
  const probability = (t: number) => {
    const step = t / SIMPSON_STEPS;
    let sum = density(0) + density(t);
    for (let i = 1; i < SIMPSON_STEPS; i++) sum += (i % 2 === 0 ? 2 : 4) * density(i * step);
    return (sum * step) / 3;
  };
  // Newton's method from below never oversteps, since the probability is concave.
  let t = Z_95; // Student's at infinitely many degrees of freedom
  for (let move = 1; move > 1e-9; t += move) move = (0.475 - probability(t)) / density(t);
  return t;
}
