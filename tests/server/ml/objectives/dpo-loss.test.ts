import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../../../server/ml/engine/engine.ts";
import { type DpoLossInput, type DpoObjective, dpoLoss } from "../../../../server/ml/objectives/dpo-loss.ts";
import { openTestEngine } from "../../../support/engine-under-test.ts";

beforeAll(async () => {
  tf.enableProdMode(); // no console advice
  await tf.setBackend("cpu");
});
beforeEach(() => tf.engine().startScope());
afterEach(() => tf.engine().endScope());

const SIGMOID: DpoObjective = { loss: "sigmoid", labelNoise: 0 };
const number = (tensor: tf.Tensor | undefined) => tensor!.dataSync()[0]!;
const logSigmoid = (x: number) => -Math.log1p(Math.exp(-x));

/** One pair whose h is 3 - (-1) = 4: the chosen answer went from -10 to -7, the rejected one from -5 to -6. */
const pair = (given: Partial<DpoLossInput> = {}): DpoLossInput => ({
  logps: tf.tensor2d([[-7, -6]]),
  refLogps: tf.tensor2d([[-10, -5]]),
  lengths: tf.tensor2d([[6, 2]]),
  share: tf.tensor1d([1]),
  weight: tf.tensor1d([1]),
  beta: tf.scalar(0.5),
  ...given,
});
const lossOf = (input: DpoLossInput, objective: DpoObjective) => number(dpoLoss(input, objective).total);

describe("by hand: the loss of one pair", () => {
  test("sigmoid: -log sigmoid(0.5 * 4)", () => {
    expect(lossOf(pair(), SIGMOID)).toBeCloseTo(-logSigmoid(2), 6);
  });

  test("with label noise, cDPO: the flipped label counts as often as it is wrong", () => {
    const expected = -0.9 * logSigmoid(2) - 0.1 * logSigmoid(-2);
    expect(lossOf(pair(), { loss: "sigmoid", labelNoise: 0.1 })).toBeCloseTo(expected, 6);
  });

  test("robust, rDPO: the flipped label is taken off and the rest scaled up", () => {
    const expected = (-0.9 * logSigmoid(2) + 0.1 * logSigmoid(-2)) / 0.8;
    expect(lossOf(pair(), { loss: "robust", labelNoise: 0.1 })).toBeCloseTo(expected, 6);
  });

  test("robust: its mean over flipped and unflipped labels is the loss without noise", () => {
    const robust: DpoObjective = { loss: "robust", labelNoise: 0.2 };
    const flipped = pair({ logps: tf.tensor2d([[-6, -7]]), refLogps: tf.tensor2d([[-5, -10]]) });
    expect(0.8 * lossOf(pair(), robust) + 0.2 * lossOf(flipped, robust)).toBeCloseTo(lossOf(pair(), SIGMOID), 6);
  });

  test("IPO: log-ratios are means over tokens, and h is to be 1 / (2 beta)", () => {
    // h = 3 / 6 - (-1 / 2) = 1; (1 - 1 / (2 * 0.25))² = 1
    const input = pair({ beta: tf.scalar(0.25) });
    expect(lossOf(input, { loss: "ipo", labelNoise: 0 })).toBeCloseTo(1, 6);
    const { stats } = dpoLoss(input, { loss: "ipo", labelNoise: 0 });
    expect(number(stats["logps/chosen"])).toBeCloseTo(-7 / 6, 6);
    expect(number(stats["rewards/margins"])).toBeCloseTo(0.25, 6);
    expect(lossOf(input, { loss: "ipo", labelNoise: 0.25 })).toBeCloseTo(0, 6); // half as certain: h is to be 1
  });

  test("a soft label is the mean over its verdicts", () => {
    const soft = pair({ share: tf.tensor1d([0.7]) });
    expect(lossOf(soft, SIGMOID)).toBeCloseTo(-0.7 * logSigmoid(2) - 0.3 * logSigmoid(-2), 6);
  });

  test("stays finite far from its target", () => {
    const far = pair({ logps: tf.tensor2d([[-900, -6]]) });
    expect(lossOf(far, SIGMOID)).toBeCloseTo(0.5 * 889, 2);
  });
});

test("by hand: the metrics, over real pairs alone, and accuracy over decided ones", () => {
  const { stats } = dpoLoss(
    pair({
      logps: tf.tensor2d([
        [-7, -6],
        [-4, -2],
        [-1, -9],
        [50, 0],
      ]),
      refLogps: tf.tensor2d([
        [-10, -5],
        [-2, -2],
        [-1, -8],
        [0, 50],
      ]),
      lengths: tf.ones([4, 2]),
      share: tf.tensor1d([1, 0.8, 0.5, 1]),
      weight: tf.tensor1d([1, 1, 1, 0]),
    }),
    SIGMOID,
  );
  expect(number(stats["rewards/chosen"])).toBeCloseTo((0.5 * (3 - 2 + 0)) / 3, 6);
  expect(number(stats["rewards/rejected"])).toBeCloseTo((0.5 * (-1 + 0 - 1)) / 3, 6);
  expect(number(stats["rewards/margins"])).toBeCloseTo((0.5 * (4 - 2 + 1)) / 3, 6);
  expect(number(stats["rewards/accuracies"])).toBeCloseTo(1 / 2, 6);
  expect(number(stats["logps/chosen"])).toBeCloseTo(-12 / 3, 6);
  expect(number(stats["logps/rejected"])).toBeCloseTo(-17 / 3, 6);
  expect(number(stats.loss)).toBeCloseTo(
    (-logSigmoid(2) - 0.8 * logSigmoid(-1) - 0.2 * logSigmoid(1) - 0.5 * logSigmoid(0.5) - 0.5 * logSigmoid(-0.5)) / 3,
    6,
  );
});

const objectives: readonly DpoObjective[] = [
  SIGMOID,
  { loss: "sigmoid", labelNoise: 0.15 },
  { loss: "robust", labelNoise: 0.15 },
  { loss: "ipo", labelNoise: 0.05 },
];

/** Gradients with respect to `logps` `[3, 2]`, flat; the third pair only fills up. */
const gradientOf = (objective: DpoObjective) => (inputs: Readonly<Record<string, tf.Tensor>>) => ({
  gradient: tf.grad((logps) => {
    const rest = { refLogps: inputs.refLogps as tf.Tensor2D, lengths: inputs.lengths as tf.Tensor2D };
    const share = inputs.share as tf.Tensor1D;
    const weight = inputs.weight as tf.Tensor1D;
    return dpoLoss({ logps: logps as tf.Tensor2D, ...rest, share, weight, beta: tf.scalar(0.3) }, objective).total;
  })(inputs.logps!),
});
const batch = {
  logps: Float32Array.of(-7, -6, -12, -8, 1, 2),
  refLogps: Float32Array.of(-10, -5, -9, -8, 3, 4),
  lengths: Float32Array.of(6, 2, 4, 3, 1, 1),
  share: Float32Array.of(1, 0.7, 1),
  weight: Float32Array.of(1, 1, 0),
};
const specs = {
  ...Object.fromEntries(["logps", "refLogps", "lengths"].map((name) => [name, { shape: [3, 2] }])),
  ...Object.fromEntries(["share", "weight"].map((name) => [name, { shape: [3] }])),
};

describe.each(objectives)("the gradient of $loss with label noise $labelNoise", (objective) => {
  test("is what differences give", () => {
    const lossAt = (logps: Float32Array) =>
      lossOf(
        {
          logps: tf.tensor2d(logps, [3, 2]),
          refLogps: tf.tensor2d(batch.refLogps, [3, 2]),
          lengths: tf.tensor2d(batch.lengths, [3, 2]),
          share: tf.tensor1d(batch.share),
          weight: tf.tensor1d(batch.weight),
          beta: tf.scalar(0.3),
        },
        objective,
      );
    const inputs = Object.fromEntries(
      Object.entries(batch).map(([name, values]) => [name, tf.tensor(values, [...specs[name]!.shape])]),
    );
    const gradient = gradientOf(objective)(inputs).gradient.dataSync();
    for (let i = 0; i < 6; i++) {
      const moved = (by: number) => lossAt(batch.logps.map((x, j) => (i === j ? x + by : x)));
      expect(gradient[i]).toBeCloseTo((moved(0.02) - moved(-0.02)) / 0.04, 3);
    }
    expect([...gradient.slice(4)].every((value) => value === 0)).toBe(true);
  });

  test("is the same traced to ONNX as on the plain backend", async () => {
    const [onnx, cpu] = [await openTestEngine(), await openEngine("cpu")];
    const results: number[][] = [];
    for (const engine of [onnx, cpu]) {
      const compiled = await engine.compile(gradientOf(objective), specs);
      results.push([...(await compiled.run(batch)).gradient!]);
      await compiled.dispose();
    }
    for (const [i, value] of results[0]!.entries()) expect(value).toBeCloseTo(results[1]![i]!, 5);
    expect(results[0]!.slice(0, 4).every((value) => value !== 0)).toBe(true);
  });
});

test("half of the labels flipped or more is refused: nothing could be learnt", () => {
  expect(() => dpoLoss(pair(), { loss: "robust", labelNoise: 0.5 })).toThrow("label noise 0.5 is not in [0, 0.5)");
});
