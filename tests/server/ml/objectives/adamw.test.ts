import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Tensors } from "../../../../server/ml/engine/engine.ts";
import {
  type AdamW,
  adamWSpecs,
  adamWUpdate,
  gradientsOf,
  parametersOf,
} from "../../../../server/ml/objectives/adamw.ts";

beforeAll(async () => {
  tf.enableProdMode(); // no console advice
  await tf.setBackend("cpu");
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const OPTIONS: AdamW = { beta1: 0.9, beta2: 0.99, eps: 1e-8, weightDecay: 0.1, maxGradNorm: 10 };
const start = (parameters: Tensors): Record<string, tf.Tensor> => {
  const state: Record<string, tf.Tensor> = { t: tf.scalar(0) };
  for (const [name, value] of Object.entries(parameters))
    Object.assign(state, {
      [`p:${name}`]: value,
      [`m:${name}`]: tf.zerosLike(value),
      [`v:${name}`]: tf.zerosLike(value),
    });
  return state;
};
const number = (tensor: tf.Tensor | undefined) => tensor!.dataSync()[0]!;
const step = (state: Tensors, gradients: Tensors, options = OPTIONS) =>
  adamWUpdate(state, gradients, tf.scalar(0.1), options);

test("by hand: two steps with decay", () => {
  const first = step(start({ w: tf.scalar(1) }), { w: tf.scalar(0.5) });
  // m = 0.05, v = 0.0025; corrected 0.5 and 0.25; w = 1 * (1 - 0.1 * 0.1) - 0.1 * 0.5 / 0.5
  expect(number(first.state["m:w"])).toBeCloseTo(0.05, 7);
  expect(number(first.state["v:w"])).toBeCloseTo(0.0025, 7);
  expect(number(first.state["p:w"])).toBeCloseTo(0.89, 6);
  expect(number(first.gradNorm)).toBeCloseTo(0.5, 6);
  const second = step(first.state, { w: tf.scalar(-0.25) });
  // m = 0.045 - 0.025 = 0.02, v = 0.002475 + 0.000625 = 0.0031; corrected 0.02 / 0.19 and 0.0031 / 0.0199
  const expected = 0.89 * 0.99 - (0.1 * (0.02 / 0.19)) / Math.sqrt(0.0031 / 0.0199);
  expect(number(second.state["p:w"])).toBeCloseTo(expected, 6);
  expect(number(second.state.t)).toBe(2);
});

test("gradients are scaled down together to the largest norm", () => {
  const options = { ...OPTIONS, maxGradNorm: 1 };
  const { state, gradNorm } = step(
    start({ a: tf.scalar(0), b: tf.scalar(0) }),
    { a: tf.scalar(3), b: tf.scalar(-4) },
    options,
  );
  expect(number(gradNorm)).toBeCloseTo(5, 5); // as it was before
  expect(number(state["m:a"])).toBeCloseTo(0.1 * 0.6, 6);
  expect(number(state["m:b"])).toBeCloseTo(0.1 * -0.8, 6);
  expect(number(state["v:b"])).toBeCloseTo(0.01 * 0.64, 6);
});

test("a parameter without a gradient keeps its value when nothing decays", () => {
  const still = step(start({ w: tf.scalar(2) }), { w: tf.scalar(0) }, { ...OPTIONS, weightDecay: 0 });
  expect(number(still.state["p:w"])).toBe(2);
});

test("a state has a value and two moments for each parameter", () => {
  const specs = adamWSpecs({ w: [2, 3] });
  expect(specs).toEqual({
    t: { shape: [] },
    "p:w": { shape: [2, 3] },
    "m:w": { shape: [2, 3] },
    "v:w": { shape: [2, 3] },
  });
  expect(parametersOf(specs)).toEqual({ w: { shape: [2, 3] } });
});

test("gradients and statistics come out by name, and nothing else stays in memory", () => {
  const parameters = { w: tf.tensor1d([1, 2]), b: tf.scalar(3) };
  const before = tf.memory().numTensors;
  const loss = ({ w, b }: Tensors) => {
    const total = w!.square().sum().mul(b!) as tf.Scalar; // b (w1² + w2²)
    return { total, stats: { size: w!.sum() } };
  };
  const { gradients, stats } = tf.tidy(() => gradientsOf(loss, parameters) as never) as ReturnType<typeof gradientsOf>;
  expect([...gradients.w!.dataSync()]).toEqual([6, 12]);
  expect(number(gradients.b)).toBe(5);
  expect(number(stats.size)).toBe(3);
  expect(tf.memory().numTensors - before).toBe(3);
});
