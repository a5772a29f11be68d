import { type Contest, ELO_SCALE, type Field, fieldOf, trialOf } from "../../../stats/bradley-terry.ts";
import { effectiveVotes } from "../../../stats/correlated-votes.ts";
import { dot, type Matrix } from "../../../stats/linear-algebra.ts";
import { between, expectedShare, fitLogistic, inverseCurvature, type Trial } from "../../../stats/logistic-fit.ts";
import { studentQuantile } from "../../../stats/student-quantile.ts";
import { quantile } from "../../figures.ts";

/** 95%, in Elo points. */
export interface Interval {
  readonly version: number;
  readonly low: number;
  readonly high: number;
}

interface Fitted {
  readonly field: Field<Contest>;
  readonly trials: readonly Trial[];
  readonly coefficients: readonly number[];
  readonly inverse: Matrix;
}

/** Weighs pairs as the shipped ratings do, so that only the intervals differ. */
function fitted(contests: readonly Contest[], correlation: number): Fitted {
  const field = fieldOf(contests);
  const trials = field.judged.map((contest) => {
    const trial = trialOf(contest, field.columns);
    return { ...trial, votes: effectiveVotes(trial.votes, correlation) };
  });
  const coefficients = fitLogistic(trials, field.precisions);
  return { field, trials, coefficients, inverse: inverseCurvature(trials, field.precisions, coefficients) };
}

/** Below this the residual of a pair says nothing about its scatter, since the version has met others in that pair alone. */
const LEAST_REST = 1e-6;

/** A version's rating, and how much each pair moves it. */
interface Pulled {
  readonly version: number;
  readonly middle: number;
  /** By pair: how far one unit of standardised residual, corrected for leverage (CR2), moves the rating. */
  readonly pulls: readonly number[];
}

function pulledBy({ field, trials, coefficients, inverse }: Fitted) {
  const pairs = trials.map((trial) => {
    const share = expectedShare(trial, coefficients);
    const root = Math.sqrt(trial.votes * share * (1 - share));
    const rest = Math.max(LEAST_REST, 1 - root ** 2 * between(inverse, trial, trial));
    return { trial, root, rest, residual: (trial.votes * (trial.label - share)) / root };
  });
  const versions = [...field.columns].map(([version, column]): Pulled => {
    const towards: Trial = { at: [[column, 1]], label: 0, votes: 0 };
    const pulls = pairs.map(({ trial, root, rest }) => (root * between(inverse, towards, trial)) / Math.sqrt(rest));
    return { version, middle: coefficients[column]!, pulls };
  });
  return { pairs, versions };
}

const errorOf = (pulls: readonly number[], residuals: readonly number[]): number =>
  Math.sqrt(pulls.reduce((sum, pull, i) => sum + (pull * residuals[i]!) ** 2, 0));

/**
 * Cluster-robust sandwich, a cluster a pair, with the leverage correction CR2 and Student's t at Satterthwaite's degrees of freedom (Bell &
 * McCaffrey 2002, "Bias reduction in standard errors for linear regression with multi-stage samples"). A pair is one share here, so that
 * CR2 is HC2.
 */
export function sandwichIntervals(contests: readonly Contest[], correlation: number): Interval[] {
  const fit = fitted(contests, correlation);
  const { pairs, versions } = pulledBy(fit);
  const shared = pairs.map((x) => pairs.map((y) => (x.root * y.root * between(fit.inverse, x.trial, y.trial)) ** 2));
  const residuals = pairs.map(({ residual }) => residual);
  return versions.map(({ version, middle, pulls }) => {
    const squares = pulls.map((pull) => pull ** 2);
    let mean = 0;
    let spread = 0;
    for (const [i, own] of squares.entries()) {
      mean += own * pairs[i]!.rest;
      for (const [j, other] of squares.entries())
        spread += own * other * (i === j ? pairs[i]!.rest ** 2 : shared[i]![j]!);
    }
    const margin = studentQuantile(Math.max(1, mean ** 2 / spread)) * errorOf(pulls, residuals);
    return { version, ...points(middle - margin, middle + margin) };
  });
}

const RESAMPLES = 199;
/** Webb's six values (2014): with few pairs, signs alone give few different resamples. */
const WEIGHTS = [1.5, 1, 0.5].flatMap((square) => [Math.sqrt(square), -Math.sqrt(square)]);

/**
 * Wild bootstrap of the score, by pair (Kline & Santos 2012), studentised: each pair's corrected residual is multiplied by a random weight, the
 * fit moves by a Newton step, and a version's move is measured in units of the sandwich's error of that draw. Percentiles of resampled pairs,
 * the plain bootstrap, are far too narrow with the few pairs of a version (docs/log).
 */
export function bootstrapIntervals(
  contests: readonly Contest[],
  correlation: number,
  random: () => number,
): Interval[] {
  const fit = fitted(contests, correlation);
  const { pairs, versions } = pulledBy(fit);
  const residuals = pairs.map(({ residual }) => residual);
  const moves = versions.map((): number[] => []);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const turned = pairs.map(
      ({ residual, rest }) => (WEIGHTS[Math.floor(random() * WEIGHTS.length)]! * residual) / Math.sqrt(rest),
    );
    const gradient = new Array<number>(versions.length).fill(0);
    for (const [i, { trial, root }] of pairs.entries())
      for (const [column, value] of trial.at) gradient[column]! += value * root * turned[i]!;
    const step = fit.inverse.map((row) => dot(row, gradient));
    const left = pairs.map(
      ({ trial, root }, i) => turned[i]! - root * trial.at.reduce((sum, [column, x]) => sum + x * step[column]!, 0),
    );
    for (const [column, { pulls }] of versions.entries())
      moves[column]!.push(Math.abs(step[column]!) / Math.max(Number.EPSILON, errorOf(pulls, left)));
  }
  return versions.map(({ version, middle, pulls }, column) => {
    const margin = quantile(moves[column]!, 0.95) * errorOf(pulls, residuals);
    return { version, ...points(middle - margin, middle + margin) };
  });
}

const ANCHOR = 1000;
const points = (low: number, high: number) => ({ low: ANCHOR + ELO_SCALE * low, high: ANCHOR + ELO_SCALE * high });
