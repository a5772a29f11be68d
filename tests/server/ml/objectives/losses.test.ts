import * as tf from "@tensorflow/tfjs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type PpoLossInput, ppoLoss } from "../../../../server/ml/objectives/ppo-loss.ts";
import { nextTokenLoss } from "../../../../server/ml/training/language-model.ts";

// What tests share is let go after them: other files count tensors in the same worker.
tf.engine().startScope();
afterAll(() => tf.engine().endScope());
beforeAll(async () => {
  tf.enableProdMode(); // no console advice
  await tf.setBackend("cpu");
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const row = (...values: number[]) => tf.tensor2d([values]);
const number = (tensor: tf.Tensor) => tensor.dataSync()[0]!;
const numbers = (tensor: tf.Tensor) => [...tensor.dataSync()];

describe("the PPO loss", () => {
  const clip = { ratio: 0.2, value: 0.2, valueCoefficient: 0.1 };
  const zeros = row(0, 0, 0, 0);
  const of = (given: Partial<PpoLossInput>): PpoLossInput => ({
    logProbs: zeros,
    oldLogProbs: zeros,
    values: zeros,
    oldValues: zeros,
    advantages: zeros,
    returns: zeros,
    mask: row(1, 1, 1, 1),
    ...given,
  });
  const stat = (input: PpoLossInput, name: string) => number(ppoLoss(input, clip).stats[name]!);

  test("of a policy that has not moved is minus the mean advantage of response tokens", () => {
    const logProbs = row(-1, -2, -3, -4);
    const input = of({ logProbs, oldLogProbs: logProbs, advantages: row(1, 2, -4, 100), mask: row(1, 1, 1, 0) });
    expect(number(ppoLoss(input, clip).total)).toBeCloseTo(1 / 3, 6);
    expect(stat(input, "val/ratio")).toBe(1);
    expect(stat(input, "val/ratio_var")).toBe(0);
    expect(stat(input, "policy/clipfrac_avg")).toBe(0);
    expect(stat(input, "policy/kl_k3")).toBe(0);
  });

  const moved = of({
    logProbs: row(Math.log(1.5), Math.log(0.5), Math.log(1.5), Math.log(0.5)),
    advantages: row(1, 1, -1, -1),
  });

  test("by hand: gains stop counting outside the clip, losses never do", () => {
    // max(-1.5, -1.2), max(-0.5, -0.8), max(1.5, 1.2), max(0.5, 0.8)
    expect(stat(moved, "loss/policy_avg")).toBeCloseTo((-1.2 - 0.5 + 1.5 + 0.8) / 4, 6);
    expect(stat(moved, "policy/clipfrac_avg")).toBeCloseTo(0.5, 6);
    expect(stat(moved, "val/ratio")).toBeCloseTo(1, 6);
    expect(stat(moved, "val/ratio_var")).toBeCloseTo(0.25, 6);
    expect(stat(moved, "policy/approxkl_avg")).toBeCloseTo((Math.log(1.5) ** 2 + Math.log(0.5) ** 2) / 4, 6);
    expect(stat(moved, "policy/kl_k3")).toBeCloseTo((0.5 - Math.log(1.5) - 0.5 - Math.log(0.5)) / 2, 6);
  });

  test("by hand: the gradient is that of the side that counts", () => {
    const gradient = tf.grad((logProbs) => ppoLoss({ ...moved, logProbs }, clip).total)(moved.logProbs);
    const expected = [0, -0.5 / 4, 1.5 / 4, 0];
    for (const [i, value] of numbers(gradient).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  });

  test("by hand: a value counts by the worse of itself and its clipped self", () => {
    const input = of({
      values: row(0.5, 0.5, 0.1, 9),
      returns: row(1, 0.1, 0.2, 0),
      mask: row(1, 1, 1, 0),
    });
    // clipped to 0.2: (0.2 - 1)² = 0.64 > 0.25; (0.5 - 0.1)² = 0.16 > 0.01; within the clip: 0.01
    expect(stat(input, "loss/value_avg")).toBeCloseTo((0.5 * (0.64 + 0.16 + 0.01)) / 3, 6);
    expect(stat(input, "val/clipfrac_avg")).toBeCloseTo(1 / 3, 6);
    expect(number(ppoLoss(input, clip).total)).toBeCloseTo((0.1 * 0.5 * 0.81) / 3, 6);
  });

  test("of a batch without any token is 0 and not NaN", () => {
    expect(number(ppoLoss(of({ advantages: row(1, 1, 1, 1), mask: zeros }), clip).total)).toBeCloseTo(0, 10);
  });
});

describe("the next-token loss", () => {
  const logits = tf.tensor2d([
    [0, Math.log(3)],
    [0, 0],
  ]);
  const targets = tf.tensor1d([1, 0], "int32");

  test("by hand: the mean of -log 0.75 and -log 0.5, or the first alone", () => {
    expect(number(nextTokenLoss(logits, targets, tf.tensor1d([1, 1])))).toBeCloseTo(-Math.log(0.375) / 2, 6);
    expect(number(nextTokenLoss(logits, targets, tf.tensor1d([1, 0])))).toBeCloseTo(-Math.log(0.75), 6);
    expect(number(nextTokenLoss(logits, targets, tf.tensor1d([0, 0])))).toBeCloseTo(0, 10);
  });

  test("by hand: the gradient is probability minus target, shared among the tokens that count", () => {
    const loss = (x: tf.Tensor) => nextTokenLoss(x as tf.Tensor2D, targets, tf.tensor1d([1, 1]));
    const expected = [0.125, -0.125, -0.25, 0.25];
    for (const [i, value] of numbers(tf.grad(loss)(logits)).entries()) expect(value).toBeCloseTo(expected[i]!, 6);
  });

  test("by hand: soft targets count each token by its weight, beside the others", () => {
    const soft = { logits: tf.tensor2d([[0, Math.log(3)]]), weights: tf.tensor2d([[0.5, 1.5]]) };
    const expected = -(0.5 * Math.log(0.25) + 1.5 * Math.log(0.75) + Math.log(0.75)) / 3;
    expect(number(nextTokenLoss(logits, targets, tf.tensor1d([1, 0]), soft))).toBeCloseTo(expected, 6);
  });

  test("stands logits of a thousand", () => {
    const large = tf.tensor2d([[1000, -1000]]);
    expect(number(nextTokenLoss(large, tf.tensor1d([1], "int32"), tf.tensor1d([1])))).toBeCloseTo(2000, 3);
  });
});
