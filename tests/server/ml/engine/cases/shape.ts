import * as tf from "@tensorflow/tfjs";
import type { ParityCase } from "./parity.ts";

/** A value that is only broadcast so far: `[2, 3, 4]` from `[3, 1]`. */
const broadcast = (x: tf.Tensor) => x.mul(tf.ones([2, 3, 4]));

export const shapeCases: readonly ParityCase[] = [
  {
    name: "reshape",
    inputs: { x: [2, 6] },
    compute: ({ x }) => [x!.reshape([3, 4]), x!.reshape([-1]), x!.reshape([1, 2, -1, 1])],
  },
  {
    name: "reshape of a broadcast, units only",
    inputs: { x: [3, 1] },
    compute: ({ x }) => broadcast(x!).reshape([2, 1, 3, 1, 4]).square(),
  },
  {
    name: "reshape of a broadcast, merging",
    inputs: { x: [3, 1] },
    compute: ({ x }) => broadcast(x!).reshape([6, 4]).square(),
  },
  {
    name: "reshape of a broadcast scalar",
    inputs: { x: [] },
    compute: ({ x }) => broadcast(x!).reshape([4, 6]).square(),
  },
  {
    name: "expandDims",
    inputs: { x: [2, 3] },
    compute: ({ x }) => [x!.expandDims(0), x!.expandDims(1), x!.expandDims(-1), x!.expandDims(-3)],
  },
  { name: "squeeze", inputs: { x: [1, 2, 1] }, compute: ({ x }) => [x!.squeeze(), x!.squeeze([-1])] },
  {
    name: "transpose",
    inputs: { x: [2, 3, 4, 5] },
    compute: ({ x }) => [x!.transpose(), x!.transpose([0, 2, 1, 3]), x!.transpose([2, 0, 3, 1])],
  },
  {
    name: "transpose of a broadcast",
    inputs: { x: [3, 1] },
    compute: ({ x }) => broadcast(x!).transpose([2, 1, 0]).square(),
  },
  {
    name: "transpose of a lower rank broadcast",
    inputs: { x: [4] },
    compute: ({ x }) => broadcast(x!).transpose([1, 2, 0]).exp(),
  },
  {
    name: "slice",
    inputs: { x: [4, 5, 2] },
    compute: ({ x }) => [
      x!.slice([1]),
      x!.slice([0, 2], [3, -1]),
      x!.slice([3, 4, 1], [1, 1, 1]),
      x!.slice([0, 0, 0], [4, 5, 2]),
    ],
  },
  {
    name: "slice of a broadcast",
    inputs: { x: [3, 1] },
    compute: ({ x }) => broadcast(x!).slice([1, 1, 0], [1, 2, 3]),
  },
  {
    name: "slice of a constant",
    inputs: { x: [2, 2] },
    compute: ({ x }) => tf.fill([3, 3], 2).slice([1, 1], [2, 2]).mul(x!),
  },
  {
    name: "concat",
    inputs: { a: [2, 3], b: [2, 1] },
    compute: ({ a, b }) => [tf.concat([a!, b!, a!], 1), tf.concat([a!, a!], -2)],
  },
  {
    name: "concat with an empty part",
    inputs: { a: [2, 3] },
    compute: ({ a }) => tf.concat([a!, tf.zeros([2, 0])], 1),
  },
  {
    name: "concat of broadcasts",
    inputs: { a: [1, 3], b: [2, 1] },
    compute: ({ a, b }) => tf.concat([a!.mul(tf.ones([2, 3])), b!.mul(tf.ones([2, 3]))], 0),
  },
  {
    name: "stack",
    inputs: { a: [2, 3], b: [2, 3] },
    compute: ({ a, b }) => [tf.stack([a!, b!]), tf.stack([a!, b!], 1), tf.stack([a!, b!], -1)],
  },
  {
    name: "split",
    inputs: { x: [4, 6] },
    compute: ({ x }) => [...tf.split(x!, 2), ...tf.split(x!, 3, -1), ...tf.split(x!, [1, 3, 2], 1)],
  },
  { name: "split, one part used", inputs: { x: [4, 6] }, compute: ({ x }) => tf.split(x!, [1, -1, 2], 1)[1]!.square() },
  { name: "unstack", inputs: { x: [2, 3, 2] }, compute: ({ x }) => [...tf.unstack(x!), ...tf.unstack(x!, -2)] },
  { name: "tile", inputs: { x: [2, 3] }, compute: ({ x }) => [x!.tile([2, 1]), x!.tile([1, 3]), x!.tile([2, 2])] },
  { name: "tile of units", inputs: { x: [1, 3, 1] }, compute: ({ x }) => x!.tile([2, 1, 4]).square() },
  { name: "broadcastTo", inputs: { x: [3, 1] }, compute: ({ x }) => x!.broadcastTo([3, 4]).exp() },
  {
    name: "pad",
    inputs: { x: [2, 3] },
    compute: ({ x }) => [
      x!.pad([
        [1, 2],
        [0, 1],
      ]),
      x!.pad(
        [
          [0, 0],
          [2, 0],
        ],
        -1.5,
      ),
    ],
  },
  {
    name: "pad of a broadcast",
    inputs: { x: [2, 1] },
    compute: ({ x }) =>
      x!.mul(tf.ones([2, 3])).pad([
        [1, 0],
        [0, 1],
      ]),
  },
  {
    name: "one value as two outputs",
    inputs: { x: [2, 3] },
    compute: ({ x }) => {
      const y = x!.exp();
      return [y, y, x!, x!.transpose()];
    },
  },
  {
    name: "a broadcast as output",
    inputs: { x: [3] },
    compute: ({ x }) => [x!.mul(tf.ones([2, 3])), tf.fill([2, 2], 7)],
  },
];
