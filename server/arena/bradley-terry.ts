import type { RatingRecord } from "./ports.ts";

/** Elo points a unit of log-odds: 400 points are ten to one. */
const ELO_SCALE = 400 / Math.LN10;
/** Rating of version 0, the anchor. */
const ANCHOR_RATING = 1000;
const Z_95 = 1.959964;
/** Precision of a normal prior on log-odds (standard deviation 3, or 520 points): keeps a version that has won everything finite. */
const PRIOR_PRECISION = 1 / 9;
const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/** `votes` judgements of version `a` against `b`, of which the share `label` went to `a`; ties count half. */
export interface Contest {
  readonly a: number;
  readonly b: number;
  readonly label: number;
  readonly votes: number;
}

/**
 * Bradley-Terry ratings by Newton's method, version 0 fixed at 1000, with 95% intervals from the sandwich estimator
 * H⁻¹ J H⁻¹ (Huber 1967; used for language models by Chiang et al. 2024), which also holds where the model doesn't
 * quite. Votes are taken as independent; ties count as a win and a loss of half a vote each, which makes the
 * intervals slightly wide.
 *
 * Versions without votes are left out.
 */
export function bradleyTerry(contests: readonly Contest[]): readonly RatingRecord[] {
  const judged = contests.filter((contest) => contest.votes > 0 && contest.a !== contest.b);
  const votes = countVotes(judged);
  const versions = [...votes.keys()].sort((x, y) => x - y);
  const free = new Map(versions.filter((version) => version !== 0).map((version, index) => [version, index]));
  const strengths = fitStrengths(judged, free);
  const { inverse, meat } = curvature(judged, free, strengths);
  return versions.map((version) => {
    const index = free.get(version);
    const strength = index === undefined ? 0 : (strengths[index] ?? 0);
    const margin = index === undefined ? 0 : Z_95 * Math.sqrt(sandwich(inverse, meat, index));
    const rating = (logOdds: number) => ANCHOR_RATING + ELO_SCALE * logOdds;
    return {
      version,
      rating: rating(strength),
      low: rating(strength - margin),
      high: rating(strength + margin),
      votes: votes.get(version) ?? 0,
    };
  });
}

type Matrix = number[][];

function countVotes(contests: readonly Contest[]): ReadonlyMap<number, number> {
  const votes = new Map<number, number>();
  for (const { a, b, votes: count } of contests) {
    votes.set(a, (votes.get(a) ?? 0) + count);
    votes.set(b, (votes.get(b) ?? 0) + count);
  }
  return votes;
}

function fitStrengths(contests: readonly Contest[], free: ReadonlyMap<number, number>): number[] {
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

/** Gradient of the log-posterior, inverse of its negative Hessian, and the variance of the gradient (the sandwich's filling). */
function curvature(contests: readonly Contest[], free: ReadonlyMap<number, number>, strengths: readonly number[]) {
  const size = free.size;
  const gradient = strengths.map((strength) => -PRIOR_PRECISION * strength);
  const hessian = diagonal(size, PRIOR_PRECISION);
  const meat = diagonal(size, PRIOR_PRECISION);
  for (const { a, b, label, votes } of contests) {
    const [i, j] = [free.get(a), free.get(b)];
    const logOdds = (i === undefined ? 0 : (strengths[i] ?? 0)) - (j === undefined ? 0 : (strengths[j] ?? 0));
    const expected = 1 / (1 + Math.exp(-logOdds));
    if (i !== undefined) add(gradient, i, votes * (label - expected));
    if (j !== undefined) add(gradient, j, -votes * (label - expected));
    addPair(hessian, i, j, votes * expected * (1 - expected));
    addPair(meat, i, j, votes * (label * (1 - expected) ** 2 + (1 - label) * expected ** 2));
  }
  return { gradient, inverse: invert(hessian), meat };
}

/** Adds weight * x xᵀ, where x is +1 at i, -1 at j; an undefined index is the anchor. */
function addPair(matrix: Matrix, i: number | undefined, j: number | undefined, weight: number): void {
  for (const [row, rowSign] of [
    [i, 1],
    [j, -1],
  ] as const) {
    for (const [column, columnSign] of [
      [i, 1],
      [j, -1],
    ] as const) {
      if (row !== undefined && column !== undefined) add(matrix[row] ?? [], column, rowSign * columnSign * weight);
    }
  }
}

function add(vector: number[], index: number, amount: number): void {
  vector[index] = (vector[index] ?? 0) + amount;
}

function sandwich(inverse: Matrix, meat: Matrix, index: number): number {
  const row = inverse[index] ?? [];
  return dot(
    row,
    meat.map((meatRow) => dot(meatRow, row)),
  );
}

function dot(x: readonly number[], y: readonly number[]): number {
  return x.reduce((sum, value, index) => sum + value * (y[index] ?? 0), 0);
}

function diagonal(size: number, value: number): Matrix {
  return Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => (i === j ? value : 0)));
}

/** Gauss-Jordan; the prior makes every matrix here positive definite, so no pivoting is needed. */
function invert(matrix: Matrix): Matrix {
  const size = matrix.length;
  const identity = diagonal(size, 1);
  const rows = matrix.map((row, i) => [...row, ...(identity[i] ?? [])]);
  for (let pivot = 0; pivot < size; pivot++) {
    const scale = rows[pivot]?.[pivot] ?? 1;
    const pivotRow = (rows[pivot] ?? []).map((value) => value / scale);
    rows[pivot] = pivotRow;
    for (let i = 0; i < size; i++) {
      const factor = rows[i]?.[pivot] ?? 0;
      if (i !== pivot && factor !== 0) {
        rows[i] = (rows[i] ?? []).map((value, column) => value - factor * (pivotRow[column] ?? 0));
      }
    }
  }
  return rows.map((row) => row.slice(size));
}
