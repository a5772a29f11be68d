import { minimise } from "../../stats/lbfgs.ts";
import { sigmoid } from "../../stats/sigmoid.ts";

const HOW = { iterations: 60, memory: 10, tolerance: 1e-3, gain: 0.01 };

/** How parameters make a score of an answer. */
export interface ScoreForm<X> {
  score(point: Float64Array, x: X): number;
  /** Adds `times` the score's gradient by the parameters. */
  addGradient(gradient: Float64Array, times: number, point: Float64Array, x: X): void;
}

/** A vote on two answers as a form reads them; the label is how far the first one won, 0-1. */
export interface ReadVote<X> {
  readonly a: X;
  readonly b: X;
  readonly label: number;
}

/** The parameters that votes make most likely (Bradley & Terry 1952) under a standard normal prior of each, from `start` on. */
export function fitScore<X>(form: ScoreForm<X>, start: Float64Array, votes: readonly ReadVote<X>[]): Float64Array {
  return minimise(
    (point, gradient) => {
      let loss = 0;
      for (let i = 0; i < point.length; i++) {
        gradient[i] = point[i]!;
        loss += 0.5 * point[i]! ** 2;
      }
      for (const { a, b, label } of votes) {
        const margin = form.score(point, a) - form.score(point, b);
        const error = sigmoid(margin) - label;
        loss += Math.max(margin, 0) + Math.log1p(Math.exp(-Math.abs(margin))) - label * margin;
        form.addGradient(gradient, error, point, a);
        form.addGradient(gradient, -error, point, b);
      }
      return loss;
    },
    start,
    HOW,
  );
}
