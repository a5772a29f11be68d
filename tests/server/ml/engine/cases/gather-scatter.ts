import * as tf from "@tensorflow/tfjs";
import type { ParityCase } from "./parity.ts";

const ids = (shape: readonly number[]) => ({ shape, dtype: "int32" }) as const;

export const gatherScatterCases: readonly ParityCase[] = [
  {
    name: "gather with duplicates",
    inputs: { x: [5, 3], i: ids([6]) },
    values: { i: Int32Array.of(4, 0, 4, 4, 2, 0) },
    compute: ({ x, i }) => tf.gather(x!, i as tf.Tensor1D),
  },
  {
    name: "gather along the second axis",
    inputs: { x: [2, 4, 3], i: ids([5]) },
    compute: ({ x, i }) => tf.gather(x!, i as tf.Tensor1D, 1),
  },
  {
    name: "gather along the last axis",
    inputs: { x: [2, 4], i: ids([3]) },
    compute: ({ x, i }) => tf.gather(x!, i as tf.Tensor1D, -1),
    gradient: false,
  },
  {
    name: "gather by a matrix of ids",
    inputs: { x: [5, 3], i: ids([2, 3]) },
    compute: ({ x, i }) => tf.gather(x!, i as tf.Tensor2D),
  },
  {
    name: "gather of a broadcast",
    inputs: { x: [3], i: ids([4]) },
    compute: ({ x, i }) => tf.gather(x!.mul(tf.ones([4, 3])), i as tf.Tensor1D),
  },
  {
    name: "gatherND",
    inputs: { x: [3, 4, 2], i: ids([3, 2]) },
    values: { i: Int32Array.of(0, 3, 2, 1, 0, 3) },
    compute: ({ x, i }) => tf.gatherND(x!, i!),
    gradient: false,
  },
  {
    name: "unsortedSegmentSum with duplicates and gaps",
    inputs: { x: [6, 2], i: ids([6]) },
    values: { i: Int32Array.of(3, 0, 3, 3, 1, 0) },
    compute: ({ x, i }) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 5),
  },
  {
    name: "unsortedSegmentSum of three dimensions",
    inputs: { x: [4, 2, 3], i: ids([4]) },
    compute: ({ x, i }) => tf.unsortedSegmentSum(x!, i as tf.Tensor1D, 3),
  },
  {
    name: "tensorScatterUpdate",
    inputs: { x: [4, 3], i: ids([2, 1]), u: [2, 3] },
    values: { i: Int32Array.of(2, 0) },
    compute: ({ x, i, u }) => tf.tensorScatterUpdate(x!, i!, u!),
    gradient: false,
  },
  {
    name: "oneHot",
    inputs: { i: ids([2, 3]), x: [2, 3, 4] },
    compute: ({ i, x }) => [
      tf.oneHot(i!, 4),
      tf.oneHot(i!, 4).cast("float32").mul(x!),
      tf.oneHot(i!, 3, 2, -1, "float32"),
    ],
  },
  {
    name: "oneHot of ids out of range",
    inputs: { i: ids([5]) },
    values: { i: Int32Array.of(-1, 0, 2, 3, 7) },
    compute: ({ i }) => tf.oneHot(i!, 3),
    gradient: false,
  },
];
