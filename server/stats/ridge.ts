import { factorise, solveFactorised } from "./linear-algebra.ts";

/**
 * Ridge regression in closed form: the weights and bias that predict, from every state of a sequence, the sequence's target.
 * Solves (XᵀX + l2 I) w = Xᵀy on centred data by Cholesky.
 * @param states one `[tokens, dim]` array a sequence
 */
export function ridge(
  states: readonly Float32Array[],
  targets: readonly number[],
  dim: number,
  l2: number,
): { weights: Float32Array; bias: number } {
  const mean = new Float64Array(dim);
  let count = 0;
  let targetMean = 0;
  const eachState = (visit: (state: Float32Array, target: number) => void) => {
    for (const [i, rows] of states.entries())
      for (let at = 0; at < rows.length; at += dim) visit(rows.subarray(at, at + dim), targets[i]!);
  };
  eachState((state, target) => {
    count++;
    targetMean += target;
    for (let i = 0; i < dim; i++) mean[i]! += state[i]!;
  });
  for (let i = 0; i < dim; i++) mean[i]! /= count;
  targetMean /= count;

  const gram = Array.from({ length: dim }, (_, i) => new Float64Array(dim).fill(0).map((_, j) => (i === j ? l2 : 0)));
  const moment = new Float64Array(dim);
  eachState((state, target) => {
    for (let i = 0; i < dim; i++) {
      const x = state[i]! - mean[i]!;
      moment[i]! += x * (target - targetMean);
      const row = gram[i]!;
      for (let j = 0; j <= i; j++) row[j]! += x * (state[j]! - mean[j]!);
    }
  });
  factorise(gram);
  const weights = solveFactorised(gram, moment);
  let bias = targetMean;
  for (let i = 0; i < dim; i++) bias -= weights[i]! * mean[i]!;
  return { weights: Float32Array.from(weights), bias };
}
