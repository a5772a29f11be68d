import { dot } from "./linear-algebra.ts";

/** The value of a function at a point; writes the gradient into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

/** When to stop, and how much to remember. */
export interface LbfgsOptions {
  readonly iterations: number;
  /** Pairs of steps and gradient changes that stand in for the Hessian. */
  readonly memory: number;
  /** Stops when the gradient's largest entry is below this. */
  readonly tolerance: number;
  /** Stops after an iteration that gained less than this; 0 where it isn't given. */
  readonly gain?: number;
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** The two-loop recursion (Nocedal & Wright, algorithm 7.4): minus the inverse Hessian estimate times the gradient. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((g) => -g);
  const alphas: number[] = [];
  for (const { step, change, curvature } of pairs.toReversed()) {
    const alpha = dot(step, direction) / curvature;
    alphas.push(alpha);
    for (let i = 0; i < direction.length; i++) direction[i]! -= alpha * change[i]!;
  }
  const newest = pairs.at(-1);
  if (newest) {
    const scale = newest.curvature / dot(newest.change, newest.change);
    for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  }
  for (const { step, change, curvature } of pairs) {
    const beta = dot(change, direction) / curvature;
    const alpha = alphas.pop()!;
    for (let i = 0; i < direction.length; i++) direction[i]! += (alpha - beta) * step[i]!;
  }
  return direction;
}

/** Minimises a smooth convex function from `start` by L-BFGS (Liu & Nocedal 1989) with Armijo backtracking. Returns the best point found. */
export function minimise(objective: Objective, start: Float64Array, options: LbfgsOptions): Float64Array {
  let point = start.slice();
  let gradient = new Float64Array(point.length);
  let value = objective(point, gradient);
  const pairs: Pair[] = [];
  const { gain = 0 } = options;
  for (let iteration = 0; iteration < options.iterations; iteration++) {
    if (gradient.every((g) => Math.abs(g) < options.tolerance)) break;
    const direction = descentDirection(gradient, pairs);
    const slope = dot(gradient, direction);
    let length = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
    let accepted = false;
    let gained = 0;
    for (let tries = 0; tries < 20 && !accepted; tries++, length /= 2) {
      const candidate = point.map((p, i) => p + length * direction[i]!);
      const candidateGradient = new Float64Array(point.length);
      const candidateValue = objective(candidate, candidateGradient);
      if (candidateValue > value + 1e-4 * length * slope) continue;
      accepted = true;
      const step = candidate.map((c, i) => c - point[i]!);
      const change = candidateGradient.map((g, i) => g - gradient[i]!);
      const curvature = dot(step, change);
      if (curvature > 1e-12) pairs.push({ step, change, curvature });
      if (pairs.length > options.memory) pairs.shift();
      point = candidate;
      gradient = candidateGradient;
      gained = value - candidateValue;
      value = candidateValue;
    }
    if (!accepted || gained < gain) break;
  }
  return point;
}
