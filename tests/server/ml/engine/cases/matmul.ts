import * as tf from "@tensorflow/tfjs";
import type { ParityCase } from "./parity.ts";

type Inputs = Parameters<ParityCase["compute"]>[0];

/** Batch dimensions of the two factors. TensorFlow.js has no gradient where they differ. */
const batches = [
  { a: [], b: [] },
  { a: [3], b: [3] },
  { a: [2, 3], b: [2, 3] },
  { a: [3], b: [1] },
  { a: [2, 3], b: [3] },
];

export const matmulCases: readonly ParityCase[] = [
  ...batches.flatMap(({ a, b }) =>
    [false, true].flatMap((transposeA) =>
      [false, true].map((transposeB) => {
        const left = [...a, ...(transposeA ? [5, 4] : [4, 5])];
        const right = [...b, ...(transposeB ? [2, 5] : [5, 2])];
        return {
          name: `matMul [${left}] [${right}] transposing ${transposeA} ${transposeB}`,
          inputs: { a: left, b: right },
          compute: ({ a, b }: Inputs) => tf.matMul(a!, b!, transposeA, transposeB),
          ...(String(a) === String(b) ? {} : { gradient: false as const }),
        };
      }),
    ),
  ),
  {
    name: "matMul with a broadcast batch",
    inputs: { a: [2, 2, 3, 4], b: [2, 1, 4, 3] },
    compute: ({ a, b }) => tf.matMul(a!, b!.mul(tf.ones([2, 2, 4, 3]))),
  },
  {
    name: "transposed matMul with a broadcast batch",
    inputs: { a: [2, 2, 3, 4], b: [3, 4] },
    compute: ({ a, b }) => tf.matMul(a!, b!.mul(tf.ones([2, 2, 3, 4])), false, true),
  },
  {
    name: "matMul with broadcast rows",
    inputs: { a: [1, 4], b: [4, 1] },
    compute: ({ a, b }) => tf.matMul(a!.mul(tf.ones([3, 4])), b!.mul(tf.ones([4, 2]))),
  },
  {
    name: "matMul of transposed heads",
    inputs: { a: [2, 3, 2, 4], b: [2, 3, 2, 4] },
    compute: ({ a, b }) => tf.matMul(a!.transpose([0, 2, 1, 3]), b!.transpose([0, 2, 1, 3]), false, true).mul(0.5),
  },
  { name: "matMul with a vector", inputs: { a: [3, 4], b: [4] }, compute: ({ a, b }) => tf.dot(a!, b!) },
];
