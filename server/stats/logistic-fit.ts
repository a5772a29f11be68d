import { inverse, Matrix, solve } from "ml-matrix";
import { sigmoid } from "./sigmoid.ts";

/** So many votes of which the share `label` went one way, 0-1, and where its few covariates stand. */
export interface Observation {
  readonly at: readonly (readonly [column: number, value: number])[];
  readonly label: number;
  readonly votes: number;
}

const MAX_STEPS = 100;
const TOLERANCE = 1e-10;

/**
 * Logistic regression by Newton's method under a normal prior around 0.
 * @param precisions of the prior, above 0, one a column
 * @returns a coefficient a column, in log-odds a unit of its covariate
 */
export function fitLogistic(observations: readonly Observation[], precisions: readonly number[]): number[] {
  let coefficients = new Array<number>(precisions.length).fill(0);
  if (precisions.length === 0) return coefficients;
  for (let step = 0; step < MAX_STEPS; step++) {
    const move = newtonStep(observations, precisions, coefficients);
    // Half steps keep Newton's method from overshooting while the coefficients are far off.
    const damping = Math.min(1, 1 / Math.max(...move.map(Math.abs), 1e-300));
    coefficients = coefficients.map((value, index) => value + damping * move[index]!);
    if (move.every((change) => Math.abs(change) < TOLERANCE)) break;
  }
  return coefficients;
}

function newtonStep(
  observations: readonly Observation[],
  precisions: readonly number[],
  coefficients: readonly number[],
): number[] {
  const gradient = coefficients.map((value, column) => -precisions[column]! * value);
  for (const observation of observations) {
    const residual = observation.votes * (observation.label - expectedShare(observation, coefficients));
    for (const [column, value] of observation.at) gradient[column]! += value * residual;
  }
  return solve(curvature(observations, precisions, coefficients), Matrix.columnVector(gradient)).to1DArray();
}

/** The log-posterior's negative Hessian, `[columns, columns]`. */
function curvature(
  observations: readonly Observation[],
  precisions: readonly number[],
  coefficients: readonly number[],
): Matrix {
  const hessian = Matrix.diag([...precisions]);
  for (const observation of observations) {
    const share = expectedShare(observation, coefficients);
    const weight = observation.votes * share * (1 - share);
    for (const [i, x] of observation.at)
      for (const [j, y] of observation.at) hessian.set(i, j, hessian.get(i, j) + weight * x * y);
  }
  return hessian;
}

/** Inverse of the log-posterior's negative Hessian, `[columns, columns]`: the coefficients' covariance, if votes are independent. */
export function inverseCurvature(...fit: Parameters<typeof curvature>): Matrix {
  const hessian = curvature(...fit);
  return hessian.isEmpty() ? hessian : inverse(hessian);
}

/** The share of an observation's votes, 0-1, that the coefficients expect to go the way of `label`. */
export const expectedShare = ({ at }: Observation, coefficients: readonly number[]): number =>
  sigmoid(at.reduce((sum, [column, value]) => sum + value * coefficients[column]!, 0));

/** xᵀ M y for the covariates of two observations. */
export function between(matrix: Matrix, x: Observation, y: Observation): number {
  let sum = 0;
  for (const [i, a] of x.at) for (const [j, b] of y.at) sum += a * b * matrix.get(i, j);
  return sum;
}
