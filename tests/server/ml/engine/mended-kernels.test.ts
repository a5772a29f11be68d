import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { type Engine, openEngine, type Specs, type Tensors, type Values } from "../../../../server/ml/engine/engine.ts";
import { ENGINES } from "../../../support/engine-under-test.ts";
import { expectClose, irregular } from "./cases/parity.ts";

const specs: Specs = { x: { shape: [6, 2] }, i: { shape: [6], dtype: "int32" } };
const values: Record<string, Values> = { x: irregular(12, 1), i: Int32Array.of(3, 0, -1, 3, 2, 0) };

const ids = (tensor: tf.Tensor) => tensor.cast("int32") as tf.Tensor1D;

/** What a backend lacked or had wrong; the gathers and scatters of the parity cases hold the rest. */
const mended: Readonly<Record<string, (inputs: Tensors) => tf.Tensor>> = {
  "sums of segments, negative ids left out": ({ x, i }) => tf.unsortedSegmentSum(x!, ids(i!), 5),
  "the gradient of a gather with repeated ids": ({ x, i }) =>
    tf.grad((table) => tf.gather(table, ids(i!.abs())).square().sum())(x!),
  "booleans of integers": ({ i }) => i!.cast("bool").cast("int32"),
  "booleans of floating-point numbers": ({ x }) => x!.floor().mul(0.5).cast("bool").cast("float32"),
  "floating-point one-hots": ({ i }) => tf.oneHot(i!, 4, 2.5, -0.5, "float32"),
  "a gather along an axis counted from the end": ({ x, i }) => tf.gather(x!, ids(i!.minimum(1).abs()), -1),
};

const run = async (engine: Engine, compute: (inputs: Tensors) => tf.Tensor) => {
  const compiled = await engine.compile((inputs) => ({ y: compute(inputs) }), specs);
  const found = await compiled.run(values);
  await compiled.dispose();
  return found;
};

describe.each(ENGINES)("mended kernels of %s", (name) => {
  // ONNX counts negative ids from the end; a gather refuses them, so none comes to its gradient.
  const cases = Object.entries(mended).filter(([what]) => name !== "onnx" || !what.includes("negative"));
  test.each(cases)("%s", async (_, compute) => {
    expectClose(await run(await openEngine(name), compute), await run(await openEngine("cpu"), compute));
    expect(tf.memory().numTensors).toBe(0);
  });
});
