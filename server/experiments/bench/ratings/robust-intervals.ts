import { Matrix } from "ml-matrix";
import { ELO_SCALE, type Field, fieldOf, type Matchup, observationOf } from "../../../stats/bradley-terry.ts";
import { effectiveVotes, studentQuantile } from "../../../stats/correlated-votes.ts";
import {
  between,
  expectedShare,
  fitLogistic,
  inverseCurvature,
  type Observation,
} from "../../../stats/logistic-fit.ts";
import { quantile } from "../../figures.ts";

/** 95%, in Elo points. */
export interface Interval {
  readonly version: number;
  readonly low: number;
  readonly high: number;
}

interface Fitted {
  readonly field: Field<Matchup>;
  readonly observations: readonly Observation[];
  readonly coefficients: readonly number[];
  readonly inverse: Matrix;
}

/** Weighs pairs as the shipped ratings do, so that only the intervals differ. */
function fitted(matchups: readonly Matchup[], correlation: number): Fitted {
  const field = fieldOf(matchups);
  const observations = field.judged.map((matchup) => {
    const observation = observationOf(matchup, field.columns);
    return { ...observation, votes: effectiveVotes(observation.votes, correlation) };
  });
  const coefficients = fitLogistic(observations, field.precisions);
  return { field, observations, coefficients, inverse: inverseCurvature(observations, field.precisions, coefficients) };
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

function pulledBy({ field, observations, coefficients, inverse }: Fitted) {
  const pairs = observations.map((observation) => {
    const share = expectedShare(observation, coefficients);
    const root = Math.sqrt(observation.votes * share * (1 - share));
    const rest = Math.max(LEAST_REST, 1 - root ** 2 * between(inverse, observation, observation));
    return { observation, root, rest, residual: (observation.votes * (observation.label - share)) / root };
  });
  const versions = [...field.columns].map(([version, column]): Pulled => {
    const towards: Observation = { at: [[column, 1]], label: 0, votes: 0 };
    const pulls = pairs.map(
      ({ observation, root, rest }) => (root * between(inverse, towards, observation)) / Math.sqrt(rest),
    );
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
export function sandwichIntervals(matchups: readonly Matchup[], correlation: number): Interval[] {
  const fit = fitted(matchups, correlation);
  const { pairs, versions } = pulledBy(fit);
  const shared = pairs.map((x) =>
    pairs.map((y) => (x.root * y.root * between(fit.inverse, x.observation, y.observation)) ** 2),
  );
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
  matchups: readonly Matchup[],
  correlation: number,
  random: () => number,
): Interval[] {
  const fit = fitted(matchups, correlation);
  const { pairs, versions } = pulledBy(fit);
  const residuals = pairs.map(({ residual }) => residual);
  const moves = versions.map((): number[] => []);
  for (let draw = 0; draw < RESAMPLES; draw++) {
    const turned = pairs.map(
      ({ residual, rest }) => (WEIGHTS[Math.floor(random() * WEIGHTS.length)]! * residual) / Math.sqrt(rest),
    );
    const gradient = new Array<number>(versions.length).fill(0);
    for (const [i, { observation, root }] of pairs.entries())
      for (const [column, value] of observation.at) gradient[column]! += value * root * turned[i]!;
    const step = fit.inverse.mmul(Matrix.columnVector(gradient)).to1DArray();
    const left = pairs.map(
      ({ observation, root }, i) =>
        turned[i]! - root * observation.at.reduce((sum, [column, x]) => sum + x * step[column]!, 0),
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
