import { diagonal, dot, invert, type Matrix } from "./linear-algebra.ts";
import type { RatingRecord } from "./ports.ts";

/** Elo points a unit of log-odds: 400 points are ten to one. */
const ELO_SCALE = 400 / Math.LN10;
/** Rating of version 0, the anchor. */
const ANCHOR_RATING = 1000;
const Z_95 = 1.959964;
/** Precision of a normal prior on log-odds (standard deviation 3, or 520 points): keeps a version that has won everything finite. */
const PRIOR_PRECISION = 1 / 9;
/** Until pairs have told how much the votes on one pair go together, this is believed, */
const PRIOR_CORRELATION = 0.3;
/** as firmly as if so many pairs had told it. */
const PRIOR_PAIRS = 5;
const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/** One pair of answers: `votes` judgements of version `a`'s against version `b`'s, the share `label` of them for `a`; ties count half. */
export interface Contest {
  readonly a: number;
  readonly b: number;
  readonly label: number;
  readonly votes: number;
}

export interface RatedVersions {
  /** By version; versions without votes are left out. */
  readonly ratings: readonly RatingRecord[];
  /** How much the votes on one pair of answers go together: 0 as different pairs' votes do, 1 when a pair's first vote decides the others. */
  readonly correlation: number;
}

/**
 * Bradley-Terry ratings by Newton's method, version 0 fixed at 1000, with 95% intervals.
 *
 * A crowd that judges one pair judges those two answers, so its votes say less about the versions than as many votes on
 * different pairs. This is Williams's model II (1982, "Extra-binomial variation in logistic linear models"): the votes of
 * a pair share one correlation, found by the method of moments from how far the pairs' shares scatter, and a pair of n
 * votes counts as n / (1 + (n - 1) correlation). A sandwich by pair would do without the model, but comes out far too
 * narrow for a version that has met others in only a pair or two, as every new one has. Ties count as a win and a loss
 * of half a vote each, which makes the intervals slightly wide.
 */
export function bradleyTerry(contests: readonly Contest[]): RatedVersions {
  const judged = contests.filter((contest) => contest.votes > 0 && contest.a !== contest.b);
  const votes = countVotes(judged);
  const versions = [...votes.keys()].sort((x, y) => x - y);
  const free = new Map(versions.filter((version) => version !== 0).map((version, index) => [version, index]));
  const correlation = votesTogether(judged, free, fitStrengths(judged, free));
  const weighted = judged.map((contest) => ({ ...contest, votes: effectiveVotes(contest.votes, correlation) }));
  const strengths = fitStrengths(weighted, free);
  const { inverse } = curvature(weighted, free, strengths);
  const ratings = versions.map((version) => {
    const index = free.get(version);
    const strength = index === undefined ? 0 : (strengths[index] ?? 0);
    const margin = index === undefined ? 0 : Z_95 * Math.sqrt(inverse[index]?.[index] ?? 0);
    const rating = (logOdds: number) => ANCHOR_RATING + ELO_SCALE * logOdds;
    return {
      version,
      rating: rating(strength),
      low: rating(strength - margin),
      high: rating(strength + margin),
      votes: votes.get(version) ?? 0,
    };
  });
  return { ratings, correlation };
}

/** How often a version of this rating is preferred to version 0, 0-1. */
export const winRateOverStart = (rating: number): number => 1 / (1 + Math.exp((ANCHOR_RATING - rating) / ELO_SCALE));

/** Votes on different pairs that say as much as `votes` on one. */
export function effectiveVotes(votes: number, correlation: number): number {
  return votes / (1 + (votes - 1) * correlation);
}

function countVotes(contests: readonly Contest[]): ReadonlyMap<number, number> {
  const votes = new Map<number, number>();
  for (const { a, b, votes: count } of contests) {
    votes.set(a, (votes.get(a) ?? 0) + count);
    votes.set(b, (votes.get(b) ?? 0) + count);
  }
  return votes;
}

type Indices = ReadonlyMap<number, number>;

function fitStrengths(contests: readonly Contest[], free: Indices): number[] {
  let strengths = new Array<number>(free.size).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { inverse, gradient } = curvature(contests, free, strengths);
    const move = inverse.map((row) => dot(row, gradient));
    // Half steps keep Newton's method from overshooting while the strengths are far apart.
    const damping = Math.min(1, 1 / Math.max(...move.map(Math.abs), 1e-300));
    strengths = strengths.map((strength, index) => strength + damping * (move[index] ?? 0));
    if (move.every((change) => Math.abs(change) < TOLERANCE)) break;
  }
  return strengths;
}

/**
 * Pearson's statistic of the pairs with several votes is, in expectation, the sum of (1 - leverage) (1 + (n - 1) correlation);
 * solved for the correlation.
 */
function votesTogether(contests: readonly Contest[], free: Indices, strengths: readonly number[]): number {
  const { inverse } = curvature(contests, free, strengths);
  let excess = 0;
  let expected = 0;
  const several = contests.filter(({ votes }) => votes > 1);
  for (const { a, b, label, votes } of several) {
    const share = expectedShare(free.get(a), free.get(b), strengths);
    const variance = share * (1 - share);
    const rest = 1 - votes * variance * spread(inverse, free.get(a), free.get(b));
    excess += (votes * (label - share) ** 2) / variance - rest;
    expected += rest * (votes - 1);
  }
  const others = several.reduce((sum, { votes }) => sum + votes - 1, 0);
  const prior = (PRIOR_PAIRS * Math.max(1, others)) / Math.max(1, several.length);
  return Math.min(1, Math.max(0, (excess + prior * PRIOR_CORRELATION) / (expected + prior)));
}

function expectedShare(i: number | undefined, j: number | undefined, strengths: readonly number[]): number {
  const logOdds = (i === undefined ? 0 : (strengths[i] ?? 0)) - (j === undefined ? 0 : (strengths[j] ?? 0));
  return 1 / (1 + Math.exp(-logOdds));
}

/** xᵀ M x, where x is +1 at i, -1 at j; an undefined index is the anchor. */
function spread(matrix: Matrix, i: number | undefined, j: number | undefined): number {
  const at = (row: number | undefined, column: number | undefined) =>
    row === undefined || column === undefined ? 0 : (matrix[row]?.[column] ?? 0);
  return at(i, i) + at(j, j) - 2 * at(i, j);
}

/** Gradient of the log-posterior and inverse of its negative Hessian. */
function curvature(contests: readonly Contest[], free: Indices, strengths: readonly number[]) {
  const gradient = strengths.map((strength) => -PRIOR_PRECISION * strength);
  const hessian = diagonal(free.size, PRIOR_PRECISION);
  const add = (row: number | undefined, column: number | undefined, amount: number) => {
    if (row !== undefined && column !== undefined) hessian[row]![column]! += amount;
  };
  for (const { a, b, label, votes } of contests) {
    const [i, j] = [free.get(a), free.get(b)];
    const share = expectedShare(i, j, strengths);
    if (i !== undefined) gradient[i]! += votes * (label - share);
    if (j !== undefined) gradient[j]! -= votes * (label - share);
    const weight = votes * share * (1 - share);
    add(i, i, weight);
    add(j, j, weight);
    add(i, j, -weight);
    add(j, i, -weight);
  }
  return { gradient, inverse: invert(hessian) };
}
