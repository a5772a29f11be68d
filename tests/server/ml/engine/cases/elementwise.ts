import * as tf from "@tensorflow/tfjs";
import type { ParityCase } from "./parity.ts";

type Inputs = Parameters<ParityCase["compute"]>[0];

const positive = (x: tf.Tensor) => x.abs().add(0.3);

/** Broadcasts worth trying for every operator on two tensors. */
const broadcasts: readonly (readonly [readonly number[], readonly number[]])[] = [
  [
    [3, 4],
    [3, 4],
  ],
  [[2, 3, 4], [4]],
  [
    [2, 1, 4],
    [3, 1],
  ],
  [[5], []],
  [[1], [2, 3, 1, 2]],
];

const binary: Readonly<Record<string, (a: tf.Tensor, b: tf.Tensor) => tf.Tensor>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: (a, b) => tf.div(a, positive(b)),
  maximum: tf.maximum,
  minimum: tf.minimum,
  pow: (a, b) => tf.pow(positive(a), b),
  squaredDifference: tf.squaredDifference,
};

/** TensorFlow.js refuses their gradient where the operands differ in shape. */
const withoutBroadcastGradient = new Set(["maximum", "minimum", "squaredDifference"]);

const unary: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  neg: tf.neg,
  abs: tf.abs,
  exp: tf.exp,
  log: (x) => tf.log(positive(x)),
  sqrt: (x) => tf.sqrt(positive(x)),
  rsqrt: (x) => tf.rsqrt(positive(x)),
  square: tf.square,
  reciprocal: (x) => tf.reciprocal(positive(x)),
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  relu: tf.relu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  step: (x) => tf.step(x),
  "step with a slope": (x) => tf.step(x, 0.2),
  sign: tf.sign,
  floor: tf.floor,
  ceil: tf.ceil,
  sin: tf.sin,
  cos: tf.cos,
  clipByValue: (x) => tf.clipByValue(x, -0.7, 0.9),
  "pow 0.5": (x) => tf.pow(positive(x), 0.5),
  "pow 1.5": (x) => tf.pow(positive(x), 1.5),
  "pow 1": (x) => tf.pow(x, 1),
  "pow 2": (x) => tf.pow(x, 2),
  "pow 3": (x) => tf.pow(x, 3),
};

/** Sines and cosines are right to 2^-11 by WebGPU's rules; outputs, weights and broadcasts multiply that. */
const gpuError = (name: string) => (name === "sin" || name === "cos" ? { gpuError: 2 ** -8 } : {});

const comparisons = {
  greater: tf.greater,
  greaterEqual: tf.greaterEqual,
  less: tf.less,
  lessEqual: tf.lessEqual,
  equal: tf.equal,
  notEqual: tf.notEqual,
};
const boolean = { shape: [2, 3], dtype: "bool" } as const;
const integers = { shape: [2, 3], dtype: "int32" } as const;

export const elementwiseCases: readonly ParityCase[] = [
  ...Object.entries(binary).flatMap(([name, compute]) =>
    [...broadcasts, ...broadcasts.map(([a, b]) => [b, a] as const)].map(([a, b]) => ({
      name: `${name} [${a}] [${b}]`,
      inputs: { a, b },
      compute: ({ a, b }: Inputs) => compute(a!, b!),
      ...(String(a) !== String(b) && withoutBroadcastGradient.has(name) ? { gradient: false as const } : {}),
    })),
  ),
  ...Object.entries(unary).map(([name, compute]) => ({
    name,
    inputs: { x: [3, 5] },
    compute: ({ x }: Inputs) => compute(x!),
    ...gpuError(name),
  })),
  // The same on a value that is only broadcast so far.
  ...Object.entries(unary).map(([name, compute]) => ({
    name: `${name} of a broadcast`,
    inputs: { x: [3, 1] },
    compute: ({ x }: Inputs) => compute(x!.mul(tf.ones([2, 3, 4]))),
    ...gpuError(name),
  })),
  // And on a uniform constant.
  ...Object.entries(unary).map(([name, compute]) => ({
    name: `${name} of a constant`,
    inputs: { x: [2, 3] },
    compute: ({ x }: Inputs) => x!.add(compute(tf.fill([2, 3], 0.37))),
  })),
  ...Object.entries(comparisons).flatMap(([name, compute]) => [
    {
      name: `${name} of floats`,
      inputs: { a: [2, 3], b: [3] },
      compute: ({ a, b }: Inputs) => compute(a!, b!),
      gradient: false as const,
    },
    {
      name: `${name} of integers`,
      inputs: { a: integers, b: { shape: [2, 1], dtype: "int32" as const } },
      compute: ({ a, b }: Inputs) => compute(a!, b!),
      gradient: false as const,
    },
    {
      name: `${name} of constants`,
      inputs: { x: [2] },
      compute: ({ x }: Inputs) => x!.mul(compute(tf.scalar(2), tf.scalar(3)).cast("float32")),
    },
  ]),
  {
    name: "logicalAnd",
    inputs: { a: boolean, b: { shape: [3], dtype: "bool" } },
    compute: ({ a, b }) => tf.logicalAnd(a!, b!),
    gradient: false,
  },
  {
    name: "logicalOr",
    inputs: { a: boolean, b: { shape: [3], dtype: "bool" } },
    compute: ({ a, b }) => tf.logicalOr(a!, b!),
    gradient: false,
  },
  { name: "logSigmoid", inputs: { x: [2, 3] }, compute: ({ x }) => tf.logSigmoid(x!) },
  { name: "logicalNot", inputs: { a: boolean }, compute: ({ a }) => tf.logicalNot(a!), gradient: false },
  {
    name: "mod of integers, floored",
    inputs: { a: integers },
    values: { a: Int32Array.of(-7, -1, 0, 1, 5, 9) },
    compute: ({ a }) => tf.mod(a!, tf.scalar(3, "int32")),
    gradient: false,
  },
  { name: "addN", inputs: { a: [2, 3], b: [2, 3], c: [2, 3] }, compute: ({ a, b, c }) => tf.addN([a!, b!, c!]) },
  {
    name: "cast bool",
    inputs: { a: boolean, x: [2, 3] },
    compute: ({ a, x }) => [a!.cast("float32").mul(x!), a!.cast("int32")],
  },
  { name: "cast float to int32", inputs: { x: [7] }, compute: ({ x }) => x!.mul(3).cast("int32"), gradient: false },
  { name: "cast int32 to bool", inputs: { a: integers }, compute: ({ a }) => a!.cast("bool"), gradient: false },
  {
    name: "zerosLike, onesLike",
    inputs: { x: [2, 3] },
    compute: ({ x }) => [x!.mul(tf.onesLike(x!)), x!.add(tf.zerosLike(x!))],
  },
  { name: "times zero", inputs: { x: [2, 3] }, compute: ({ x }) => x!.mul(0).add(x!) },
  {
    name: "fill, range",
    inputs: { x: [4] },
    compute: ({ x }) => [x!.mul(tf.fill([3, 4], 2.5)), x!.mul(tf.range(3, -1, -1)), tf.range(0, 7, 2, "int32")],
  },
  { name: "identity", inputs: { x: [2, 3] }, compute: ({ x }) => [x!.clone(), x!.clone().mul(2)] },
  ...(
    [
      [
        [2, 3],
        [2, 3],
        [2, 3],
      ],
      [[3], [2, 3], [1]],
      [
        [2, 1],
        [2, 3],
        [2, 3],
      ],
      [[], [3], [2, 3]],
    ] as const
  ).map(([condition, t, e]) => ({
    name: `where [${condition}] [${t}] [${e}]`,
    inputs: { c: { shape: condition, dtype: "bool" as const }, t, e },
    compute: ({ c, t, e }: Inputs) => tf.where(c!, t!, e!),
  })),
];
