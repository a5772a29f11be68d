import { minimise } from "../../stats/lbfgs.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { sigmoid } from "../../stats/sigmoid.ts";

/** A verdict on two answers, as a crowd is examined by it. */
export interface Judged {
  /** Answer A less answer B, along the principal axes. */
  readonly x: Float64Array;
  /** For A: 0-1. */
  readonly label: number;
}

/** How a head is fitted. */
interface HeadFit {
  /** Of the normal prior. */
  readonly precision: number;
  /** Of L-BFGS, at most. */
  readonly steps: number;
}
const DEFAULT: HeadFit = { precision: 3, steps: 12 };
const MEMORY = 10;
const TOLERANCE = 1e-3;

/**
 * A Bradley-Terry head `[axes]` by maximum a posteriori.
 * @param counts what each verdict counts
 * @param centre of the prior
 */
export function fitHead(
  judged: readonly Judged[],
  counts: Float64Array,
  centre: Float64Array,
  start: Float64Array,
  fit: Partial<HeadFit> = {},
): Float64Array {
  const { precision, steps } = { ...DEFAULT, ...fit };
  const objective = (head: Float64Array, gradient: Float64Array): number => {
    let loss = 0;
    for (let i = 0; i < head.length; i++) {
      const from = head[i]! - centre[i]!;
      gradient[i] = precision * from;
      loss += 0.5 * precision * from * from;
    }
    for (const [v, { x, label }] of judged.entries()) {
      const count = counts[v]!;
      if (count < 1e-4) continue;
      const ahead = sigmoid(dot(head, x));
      const error = count * (ahead - label);
      for (let i = 0; i < head.length; i++) gradient[i]! += error * x[i]!;
      loss -= count * logLikelihood(ahead, label);
    }
    return loss;
  };
  return minimise(objective, start, { iterations: steps, memory: MEMORY, tolerance: TOLERANCE });
}

/** Of a verdict, where A is expected with a probability. */
export const logLikelihood = (probability: number, label: number): number =>
  label * Math.log(Math.max(1e-12, probability)) + (1 - label) * Math.log(Math.max(1e-12, 1 - probability));
