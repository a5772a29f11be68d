import { diagonal, dot, invert, type Matrix } from "./linear-algebra.ts";

/** So many votes of which the share `label` went one way, 0-1, and where its few covariates stand. */
export interface Trial {
  readonly at: readonly (readonly [column: number, value: number])[];
  readonly label: number;
  readonly votes: number;
}

const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/**
 * Logistic regression by Newton's method under a normal prior around 0.
 * @param precisions of the prior, one a column
 */
export function fitLogistic(trials: readonly Trial[], precisions: readonly number[]): number[] {
  let coefficients = new Array<number>(precisions.length).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const move = newtonStep(trials, precisions, coefficients);
    // Half steps keep Newton's method from overshooting while the coefficients are far off.
    const damping = Math.min(1, 1 / Math.max(...move.map(Math.abs), 1e-300));
    coefficients = coefficients.map((value, index) => value + damping * (move[index] ?? 0));
    if (move.every((change) => Math.abs(change) < TOLERANCE)) break;
  }
  return coefficients;
}

function newtonStep(
  trials: readonly Trial[],
  precisions: readonly number[],
  coefficients: readonly number[],
): number[] {
  const gradient = coefficients.map((value, column) => -(precisions[column] ?? 0) * value);
  for (const trial of trials) {
    const residual = trial.votes * (trial.label - expectedShare(trial, coefficients));
    for (const [column, value] of trial.at) gradient[column]! += value * residual;
  }
  return inverseCurvature(trials, precisions, coefficients).map((row) => dot(row, gradient));
}

/** Inverse of the log-posterior's negative Hessian: the coefficients' covariance, if votes are independent. */
export function inverseCurvature(
  trials: readonly Trial[],
  precisions: readonly number[],
  coefficients: readonly number[],
): Matrix {
  const hessian = diagonal(precisions.length, 0);
  for (const [column, precision] of precisions.entries()) hessian[column]![column] = precision;
  for (const trial of trials) {
    const share = expectedShare(trial, coefficients);
    const weight = trial.votes * share * (1 - share);
    for (const [i, x] of trial.at) for (const [j, y] of trial.at) hessian[i]![j]! += weight * x * y;
  }
  return invert(hessian);
}

export function expectedShare({ at }: Trial, coefficients: readonly number[]): number {
  const logOdds = at.reduce((sum, [column, value]) => sum + value * (coefficients[column] ?? 0), 0);
  return 1 / (1 + Math.exp(-logOdds));
}

/** xᵀ M y for the covariates of two trials. */
export function between(matrix: Matrix, x: Trial, y: Trial): number {
  let sum = 0;
  for (const [i, a] of x.at) for (const [j, b] of y.at) sum += a * b * (matrix[i]?.[j] ?? 0);
  return sum;
}
