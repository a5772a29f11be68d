import { seeded } from "../../../shared/random/seeded.ts";
import { gaussian } from "../../ml/model/initial-weights.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { fitScore, type ScoreForm } from "./fit-score.ts";
import { fitInUnits, type LearnHead } from "./learnt-reward.ts";

const QUERIES = 4;

/** An answer as the head reads it: its features in units of their prior, and the states of its tokens. */
interface ReadAnswer {
  readonly x: Float64Array;
  readonly states: readonly Float64Array[];
}

/**
 * A linear score of `width` features, and beside it what some queries find: each weighs the states of an answer by how well they match it (softmax of their
 * products, as attention does), and a second vector says what the weighted mean is worth. Parameters: `[width]`, then of each query a pair of `[size]`.
 */
export function attentionForm(width: number, size: number): ScoreForm<ReadAnswer> {
  const query = (point: Float64Array, k: number) => point.subarray(width + 2 * k * size, width + (2 * k + 1) * size);
  const value = (point: Float64Array, k: number) =>
    point.subarray(width + (2 * k + 1) * size, width + (2 * k + 2) * size);
  /** What each state is worth, and how much of the mean it is. */
  const look = (point: Float64Array, states: ReadAnswer["states"], k: number) => {
    const matches = states.map((state) => dot(query(point, k), state));
    const most = Math.max(...matches);
    const shares = matches.map((match) => Math.exp(match - most));
    const total = shares.reduce((sum, share) => sum + share, 0);
    const worth = states.map((state) => dot(value(point, k), state));
    const mean = worth.reduce((sum, one, t) => sum + (one * shares[t]!) / total, 0);
    return { shares: shares.map((share) => share / total), worth, mean };
  };
  return {
    score(point, { x, states }) {
      let sum = dot(point.subarray(0, width), x);
      for (let k = 0; k < QUERIES && states.length > 0; k++) sum += look(point, states, k).mean;
      return sum;
    },
    addGradient(gradient, times, point, { x, states }) {
      for (let i = 0; i < width; i++) gradient[i]! += times * x[i]!;
      for (let k = 0; k < QUERIES && states.length > 0; k++) {
        const { shares, worth, mean } = look(point, states, k);
        const [ofQuery, ofValue] = [query(gradient, k), value(gradient, k)];
        for (const [t, state] of states.entries()) {
          const share = times * shares[t]!;
          const pull = share * (worth[t]! - mean);
          for (let i = 0; i < size; i++) {
            ofQuery[i]! += pull * state[i]!;
            ofValue[i]! += share * state[i]!;
          }
        }
      }
    },
  };
}

/** The linear head and four learnt queries beside it, all fitted together, from the linear solution on. */
export const attentionHead: LearnHead = (drawn, votes) => {
  const { head, inUnits } = fitInUnits(drawn, votes);
  const { stateSize, voted, heldOut } = drawn;
  const units = unitsOf(voted.states, stateSize);
  const statesOf = new Map(
    [voted, heldOut].flatMap(({ features, states }) => features.map((x, i) => [x, states[i]!] as const)),
  );
  const read = (x: Float32Array): ReadAnswer => ({ x: inUnits(x), states: units(statesOf.get(x)!) });
  const random = seeded(1);
  const start = Float64Array.from({ length: head.length + 2 * QUERIES * stateSize }, () => 0.1 * gaussian(random));
  start.set(head);
  const form = attentionForm(head.length, stateSize);
  const found = fitScore(
    form,
    start,
    votes.map(({ a, b, label }) => ({ a: read(a), b: read(b), label })),
  );
  return (x) => form.score(found, read(x));
};

/** Tokens' states at mean 0, and of length 1 in the mean: a query's or value's prior then says as much of them as of a feature. */
function unitsOf(all: readonly Float32Array[], size: number): (states: Float32Array) => Float64Array[] {
  const mean = new Float64Array(size);
  const squares = new Float64Array(size);
  let tokens = 0;
  for (const states of all) {
    tokens += states.length / size;
    for (const [i, value] of states.entries()) {
      mean[i % size]! += value;
      squares[i % size]! += value * value;
    }
  }
  const scale = mean.map((sum, i) => {
    const centre = sum / tokens;
    mean[i] = centre;
    return 1 / ((Math.sqrt(Math.max(0, squares[i]! / tokens - centre * centre)) + 1e-4) * Math.sqrt(size));
  });
  return (states) =>
    Array.from({ length: states.length / size }, (_, t) =>
      mean.map((centre, i) => (states[t * size + i]! - centre) * scale[i]!),
    );
}
