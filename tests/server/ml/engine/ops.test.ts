import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine, type Specs, type Tensors, type Values } from "../../../../server/ml/engine/engine.ts";
import { embedding, linear, rmsNorm, rotaryEmbedding, silu, targetLogProbs } from "../../../../server/ml/engine/ops.ts";
import { ENGINES, openUnderTest } from "../../../support/engine-under-test.ts";
import { expectClose, gradientOf, irregular } from "./cases/parity.ts";

interface OpCase {
  readonly name: string;
  readonly inputs: Specs;
  readonly values: Readonly<Record<string, Values>>;
  readonly op: (tensors: Tensors) => tf.Tensor;
  /** The definition in plain TensorFlow.js. */
  readonly plain: (tensors: Tensors) => tf.Tensor;
}

const ids = Int32Array.of(4, 1, 1, 0, 4, 4);

/** Cosines and sines of the positions 0 to 5 at two frequencies, scaled by 0.7. */
const angles = Array.from({ length: 12 }, (_, i) => (i >> 1) * [1, 0.3][i % 2]!);
const cos = angles.map((angle) => 0.7 * Math.cos(angle));
const sin = angles.map((angle) => 0.7 * Math.sin(angle));

const cases: readonly OpCase[] = [
  {
    name: "rmsNorm of rows",
    inputs: { x: { shape: [5, 6] }, weight: { shape: [6] } },
    values: { x: irregular(30, 1), weight: irregular(6, 2) },
    op: ({ x, weight }) => rmsNorm(x!, weight!, 1e-5),
    plain: ({ x, weight }) => x!.div(x!.square().mean(-1, true).add(1e-5).sqrt()).mul(weight!),
  },
  {
    name: "rmsNorm of three dimensions, inside a graph",
    inputs: { x: { shape: [2, 3, 4] }, weight: { shape: [4] } },
    values: { x: irregular(24, 3), weight: irregular(4, 4) },
    op: ({ x, weight }) => rmsNorm(x!.mul(2), weight!.exp(), 1e-3).square(),
    plain: ({ x, weight }) => {
      const doubled = x!.mul(2);
      return doubled.div(doubled.square().mean(-1, true).add(1e-3).sqrt()).mul(weight!.exp()).square();
    },
  },
  {
    name: "linear",
    inputs: { x: { shape: [5, 4] }, weight: { shape: [3, 4] } },
    values: { x: irregular(20, 8), weight: irregular(12, 9) },
    op: ({ x, weight }) => linear(x!.mul(2) as tf.Tensor2D, weight as tf.Tensor2D),
    plain: ({ x, weight }) => tf.matMul(x!.mul(2), weight!, false, true),
  },
  {
    name: "rotaryEmbedding from a given position on",
    inputs: { x: { shape: [2, 3, 4, 4] }, first: { shape: [], dtype: "int32" } },
    values: { x: irregular(96, 10), first: Int32Array.of(2) },
    op: ({ x, first }) =>
      rotaryEmbedding(x!.mul(2) as tf.Tensor4D, tf.tensor2d(cos, [6, 2]), tf.tensor2d(sin, [6, 2]), first as tf.Scalar),
    plain: ({ x }) => {
      // (a + bi)(cos + i sin) for the pairs of a head's halves
      const rows = (values: number[]) => tf.tensor2d(values.slice(4), [4, 2]);
      const [a, b] = tf.split(x!.mul(2), 2, 3) as [tf.Tensor, tf.Tensor];
      const real = a.mul(rows(cos)).sub(b.mul(rows(sin)));
      return tf.concat([real, a.mul(rows(sin)).add(b.mul(rows(cos)))], 3);
    },
  },
  {
    name: "silu",
    inputs: { x: { shape: [3, 7] } },
    values: { x: irregular(21, 5).map((value) => value * 4) },
    op: ({ x }) => silu(x!),
    plain: ({ x }) => x!.mul(x!.sigmoid()),
  },
  {
    name: "embedding with repeated ids, computed inside",
    inputs: { table: { shape: [5, 3] }, ids: { shape: [2, 3], dtype: "int32" } },
    values: { table: irregular(15, 6), ids },
    op: ({ table, ids }) => embedding(table as tf.Tensor2D, ids!.flatten()),
    plain: ({ table, ids }) =>
      tf.matMul(tf.oneHot(ids!.flatten(), 5).cast("float32") as tf.Tensor2D, table as tf.Tensor2D),
  },
  {
    name: "targetLogProbs, targets computed inside",
    inputs: { logits: { shape: [6, 5] }, targets: { shape: [2, 3], dtype: "int32" } },
    values: { logits: irregular(30, 7).map((value) => value * 5), targets: ids },
    op: ({ logits, targets }) => targetLogProbs(logits!.mul(1) as tf.Tensor2D, targets!.flatten()),
    plain: ({ logits, targets }) => tf.logSoftmax(logits!).mul(tf.oneHot(targets!.flatten(), 5)).sum(1),
  },
];

describe.each(ENGINES)("operations on %s", (name) => {
  let engine: Engine;
  let cpu: Engine;
  beforeAll(async () => {
    engine = await openUnderTest(name);
    cpu = await openEngine("cpu");
  });
  afterAll(() => expect(tf.memory().numTensors).toBe(0));

  const run = async (on: Engine, fn: (inputs: Tensors) => Tensors, one: OpCase) => {
    const compiled = await on.compile(fn, one.inputs);
    return compiled.run(one.values);
  };

  test.each(cases)("$name: value", async (one) => {
    const expected = await run(cpu, (inputs) => ({ y: one.plain(inputs) }), one);
    expectClose(await run(engine, (inputs) => ({ y: one.op(inputs) }), one), expected);
  });

  test.each(cases)("$name: gradient", async (one) => {
    const expected = await run(cpu, gradientOf(one.plain), one);
    expectClose(await run(engine, gradientOf(one.op), one), expected);
  });

  test("targetLogProbs stays exact where the probability underflows", async () => {
    const specs: Specs = { logits: { shape: [2, 3] }, targets: { shape: [2], dtype: "int32" } };
    const values = { logits: Float32Array.of(0, 200, -1e9, 300, 0, 0), targets: Int32Array.of(0, 0) };
    const logProbs = ({ logits, targets }: Tensors) => targetLogProbs(logits as tf.Tensor2D, targets as tf.Tensor1D);
    const value = await engine.compile((inputs) => ({ y: logProbs(inputs) }), specs);
    expect(await value.run(values)).toEqual({ y: Float32Array.of(-200, 0) });
    const gradient = await engine.compile((inputs) => {
      const sum = (logits: tf.Tensor) => logProbs({ ...inputs, logits }).sum();
      return { y: tf.grad(sum)(inputs.logits!) };
    }, specs);
    expectClose(await gradient.run(values), { y: Float32Array.of(1, -1, 0, 0, 0, 0) });
  });
});

test("adding up the gradients of repeated ids is exact with two threads", async () => {
  const engine = await openEngine("onnx");
  const [rows, dim, count] = [20_000, 16, 4];
  const specs: Specs = { table: { shape: [count, dim] }, ids: { shape: [rows], dtype: "int32" } };
  const gradient = ({ table, ids }: Tensors) => ({
    y: tf.grad((x) => embedding(x as tf.Tensor2D, ids as tf.Tensor1D).sum())(table!),
  });
  const compiled = await engine.compile(gradient, specs, { threads: 2 });
  const values = { table: new Float32Array(count * dim), ids: Int32Array.from({ length: rows }, (_, i) => i % count) };
  for (let i = 0; i < 10; i++) {
    const { y } = await compiled.run(values);
    expect(new Set(y)).toEqual(new Set([rows / count]));
  }
});
