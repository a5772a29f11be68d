import * as tf from "@tensorflow/tfjs";
import type { ParityCase } from "./parity.ts";

const reductions = { sum: tf.sum, mean: tf.mean, max: tf.max, min: tf.min, logSumExp: tf.logSumExp };
const axes = [undefined, 0, 1, 2, -1, -2, [0, 2], [1, -1], [0, 1, 2]] as const;
type Inputs = Parameters<ParityCase["compute"]>[0];

export const reduceCases: readonly ParityCase[] = [
  ...Object.entries(reductions).flatMap(([name, reduce]) =>
    axes.flatMap((axis) =>
      [false, true].map((keepDims) => ({
        name: `${name} over ${axis} ${keepDims ? "keeping" : "dropping"} dimensions`,
        inputs: { x: [2, 3, 4] },
        compute: ({ x }: Inputs) => reduce(x!, axis as number | undefined, keepDims),
      })),
    ),
  ),
  ...Object.entries({ sum: tf.sum, mean: tf.mean }).flatMap(([name, reduce]) =>
    axes.flatMap((axis) =>
      [false, true].map((keepDims) => ({
        name: `${name} of a broadcast over ${axis} ${keepDims ? "keeping" : "dropping"} dimensions`,
        inputs: { x: [3, 1] },
        compute: ({ x }: Inputs) => reduce(x!.exp().mul(tf.ones([2, 3, 4])), axis as number | undefined, keepDims),
      })),
    ),
  ),
  {
    name: "max and min of a broadcast",
    inputs: { x: [3, 1] },
    compute: ({ x }) => [x!.mul(tf.ones([2, 3, 4])).max([0, 2]), x!.mul(tf.ones([2, 3, 4])).min(1)],
    gradient: false,
  },
  {
    name: "sum of a constant",
    inputs: { x: [2] },
    compute: ({ x }) => [x!.mul(tf.ones([2, 3]).sum(1)), x!.mul(tf.ones([2, 3]).mean(1))],
  },
  { name: "sum of a scalar", inputs: { x: [] }, compute: ({ x }) => x!.sum() },
  {
    name: "sum of booleans",
    inputs: { x: { shape: [3, 4], dtype: "bool" } },
    compute: ({ x }) => x!.sum(1),
    gradient: false,
  },
  {
    name: "sum and mean of integers",
    inputs: { x: { shape: [3, 4], dtype: "int32" } },
    compute: ({ x }) => [x!.sum(0), x!.mean(-1), x!.max(1), x!.min(0)],
    gradient: false,
  },
  {
    name: "moments",
    inputs: { x: [3, 4] },
    compute: ({ x }) => {
      const { mean, variance } = tf.moments(x!, -1, true);
      return [mean, variance];
    },
  },
  {
    name: "argMax",
    inputs: { x: [3, 4, 2] },
    compute: ({ x }) => [x!.argMax(), x!.argMax(1), x!.argMax(-1)],
    gradient: false,
  },
  {
    name: "topk",
    inputs: { x: [3, 5] },
    compute: ({ x }) => {
      const { values, indices } = tf.topk(x!, 3);
      return [values, indices];
    },
    gradient: false,
  },
  // Axis -1 is left out: TensorFlow.js gets it wrong on the CPU.
  ...[0, 1].flatMap((axis) =>
    [false, true].flatMap((exclusive) =>
      [false, true].map((reverse) => ({
        name: `cumsum over ${axis}, exclusive ${exclusive}, reverse ${reverse}`,
        inputs: { x: [3, 4] },
        compute: ({ x }: Inputs) => x!.cumsum(axis, exclusive, reverse),
        // TensorFlow.js transposes its gradient wrongly for all axes but the last.
        ...(axis === 0 ? { gradient: false as const } : {}),
      })),
    ),
  ),
  { name: "softmax", inputs: { x: [2, 3, 4] }, compute: ({ x }) => tf.softmax(x!.mul(3)) },
  {
    name: "softmax of a masked row",
    inputs: { x: [2, 3] },
    compute: ({ x }) => tf.softmax(x!.add(tf.tensor([0, -1e9, 0]))),
  },
  { name: "softmax of a broadcast", inputs: { x: [3] }, compute: ({ x }) => tf.softmax(x!.mul(tf.ones([2, 3]))) },
  { name: "logSoftmax", inputs: { x: [2, 3, 4] }, compute: ({ x }) => tf.logSoftmax(x!) },
];
