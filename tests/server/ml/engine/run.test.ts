import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine, type Specs, type Tensors } from "../../../../server/ml/engine/engine.ts";
import { ENGINES, openUnderTest } from "../../../support/engine-under-test.ts";
import { expectClose, irregular } from "./cases/parity.ts";

const state: Specs = { w: { shape: [4, 3] }, m: { shape: [4, 3] }, v: { shape: [4, 3] }, t: { shape: [] } };
const batchOf = (rows: number): Specs => ({ x: { shape: [rows, 4] }, y: { shape: [rows], dtype: "int32" } });

/** One AdamW step of a softmax regression, with the gradient clipped by its norm. */
function regress(current: Tensors, inputs: Tensors): { state: Tensors; outputs: Tensors } {
  const loss = (w: tf.Tensor) =>
    tf.logSoftmax(tf.matMul(inputs.x!, w)).mul(tf.oneHot(inputs.y!, 3)).sum(1).mean().neg() as tf.Scalar;
  const { value, grad } = tf.valueAndGrad(loss)(current.w!);
  const norm = grad.square().sum().sqrt();
  const clipped = grad.mul(tf.minimum(tf.div(0.5, norm), 1));
  const t = current.t!.add(1);
  const m = current.m!.mul(0.9).add(clipped.mul(0.1));
  const v = current.v!.mul(0.99).add(clipped.square().mul(0.01));
  const step = m.div(tf.sub(1, tf.pow(0.9, t))).div(
    v
      .div(tf.sub(1, tf.pow(0.99, t)))
      .sqrt()
      .add(1e-8),
  );
  return { state: { w: current.w!.mul(0.999).sub(step.mul(0.05)), m, v, t }, outputs: { loss: value, norm } };
}

const batch = (rows: number, seed: number) => ({
  x: irregular(rows * 4, seed),
  y: Int32Array.from({ length: rows }, (_, i) => (i * 5 + seed) % 3),
});

describe.each(ENGINES)("steps on %s", (name) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openUnderTest(name);
  });

  test("agree with the CPU over several steps, two batch shapes sharing one state", async () => {
    const trained = async (on: Engine) => {
      const shared = on.createState(state, { w: irregular(12, 1) });
      const [small, large] = [
        await on.compileStep(regress, state, batchOf(2)),
        await on.compileStep(regress, state, batchOf(5)),
      ];
      const losses: number[] = [];
      for (let i = 0; i < 3; i++) {
        losses.push((await small.run(shared, batch(2, i))).loss![0]!, (await large.run(shared, batch(5, i))).loss![0]!);
      }
      await Promise.all([small.dispose(), large.dispose()]);
      const { w, m, v, t } = shared.values as Record<"w" | "m" | "v" | "t", Float32Array>;
      return { w, m, v, t, losses: Float32Array.from(losses) };
    };
    const found = await trained(engine);
    expect(found.t).toEqual(Float32Array.of(6));
    expectClose(found, await trained(await openEngine("cpu")));
  });

  test("start at zero where nothing is given, and see what is written to the live values", async () => {
    const count = await engine.compileStep(
      ({ n }) => ({ state: { n: n!.add(1) }, outputs: {} }),
      { n: { shape: [2] } },
      {},
    );
    const counter = engine.createState({ n: { shape: [2] } }, {});
    await count.run(counter, {});
    await count.run(counter, {});
    expect(counter.values.n).toEqual(Float32Array.of(2, 2));
    counter.values.n!.set([10, 20]);
    await count.run(counter, {});
    expect(counter.values.n).toEqual(Float32Array.of(11, 21));
  });

  test("exchange two states and pass one through", async () => {
    const specs: Specs = { a: { shape: [2] }, b: { shape: [2] }, c: { shape: [] } };
    const exchange = await engine.compileStep(
      ({ a, b, c }) => ({ state: { a: b!, b: a!, c: c! }, outputs: { a: a! } }),
      specs,
      {},
    );
    const given = engine.createState(specs, {
      a: Float32Array.of(1, 2),
      b: Float32Array.of(3, 4),
      c: Float32Array.of(5),
    });
    for (const a of [
      [1, 2],
      [3, 4],
      [1, 2],
    ])
      expect(await exchange.run(given, {})).toEqual({ a: Float32Array.from(a) });
    expect(given.values).toEqual({ a: Float32Array.of(3, 4), b: Float32Array.of(1, 2), c: Float32Array.of(5) });
  });

  test("results belong to the caller: a later run leaves them alone", async () => {
    const double = await engine.compile(({ x }) => ({ y: x!.mul(2), same: x! }), { x: { shape: [2] } });
    const x = Float32Array.of(1, 2);
    const first = await double.run({ x });
    x.set([5, 6]);
    await double.run({ x });
    expect(first).toEqual({ y: Float32Array.of(2, 4), same: Float32Array.of(1, 2) });
  });

  test("a run writes into the arrays of an earlier one when it is given them", async () => {
    const double = await engine.compile(({ x }) => ({ y: x!.mul(2) }), { x: { shape: [2] } });
    const first = await double.run({ x: Float32Array.of(1, 2) });
    const second = await double.run({ x: Float32Array.of(3, 4) }, first);
    expect(second.y).toBe(first.y);
    expect(first.y).toEqual(Float32Array.of(6, 8));
  });

  test("new constants keep the graph, and the old function its own", async () => {
    const weights = (...values: number[]) => ({ w: { shape: [2, 2], values: Float32Array.from(values) } });
    let traced = 0;
    const project = (inputs: Tensors, { w }: Tensors) => {
      traced++;
      return { y: tf.matMul(inputs.x!, w!, false, true) };
    };
    const ones = await engine.compile(project, { x: { shape: [1, 2] } }, { constants: weights(1, 1, 1, 1) });
    const other = await ones.withConstants(weights(1, 2, 3, 4));
    if (name === "onnx") expect(traced).toBe(1);
    const x = Float32Array.of(1, 10);
    expect(await other.run({ x })).toEqual({ y: Float32Array.of(21, 43) });
    expect(await ones.run({ x })).toEqual({ y: Float32Array.of(11, 11) });
    await ones.dispose();
    expect(await other.run({ x })).toEqual({ y: Float32Array.of(21, 43) });
    await other.dispose();
  });

  test("no tensor is left behind by compiling, running and disposing", async () => {
    const before = tf.memory().numTensors;
    const compiled = await engine.compile(
      ({ x }, { w }) => ({ y: x!.mul(w!) }),
      { x: { shape: [2] } },
      {
        constants: { w: { shape: [], values: Float32Array.of(2) } },
      },
    );
    const step = await engine.compileStep(regress, state, batchOf(2));
    const afterCompile = tf.memory().numTensors;
    const current = engine.createState(state, {});
    for (let i = 0; i < 3; i++) {
      await compiled.run({ x: Float32Array.of(1, 2) });
      await step.run(current, batch(2, i));
      expect(tf.memory().numTensors).toBe(afterCompile);
    }
    await Promise.all([compiled.dispose(), step.dispose()]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("integers and booleans go in and out", async () => {
    const specs: Specs = { i: { shape: [3], dtype: "int32" }, b: { shape: [3], dtype: "bool" } };
    const compiled = await engine.compile(
      ({ i, b }) => ({ sum: i!.add(b!.cast("int32")), not: b!.logicalNot() }),
      specs,
    );
    const found = await compiled.run({ i: Int32Array.of(-1, 5, 7), b: Uint8Array.of(1, 0, 1) });
    expect(found).toEqual({ sum: Int32Array.of(0, 5, 8), not: Uint8Array.of(0, 1, 0) });
  });
});

test("a state takes one run at a time", async () => {
  const engine = await openEngine("onnx");
  const count = await engine.compileStep(
    ({ n }) => ({ state: { n: n!.add(1) }, outputs: {} }),
    { n: { shape: [] } },
    {},
    { name: "count" },
  );
  const counter = engine.createState({ n: { shape: [] } }, {});
  const first = count.run(counter, {});
  await expect(count.run(counter, {})).rejects.toThrow("compileStep(count): its state is in use by another run");
  await first;
  await count.run(counter, {});
  expect(counter.values.n).toEqual(Float32Array.of(2));
});

test("a state of another engine is refused", async () => {
  const [onnx, cpu] = [await openEngine("onnx"), await openEngine("cpu")];
  const specs: Specs = { n: { shape: [] } };
  const step = await onnx.compileStep(({ n }) => ({ state: { n: n! }, outputs: {} }), specs, {});
  await expect(step.run(cpu.createState(specs, {}), {})).rejects.toThrow(
    "was not made by createState of the onnx engine",
  );
});
