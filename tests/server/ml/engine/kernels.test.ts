import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openEngine } from "../../../../server/ml/engine/engine.ts";
import { kernels } from "../../../../server/ml/engine/onnx/register-kernels.ts";
import { elementwiseCases } from "./cases/elementwise.ts";
import { gatherScatterCases } from "./cases/gather-scatter.ts";
import { matmulCases } from "./cases/matmul.ts";
import { expectClose, irregular, testParity } from "./cases/parity.ts";
import { reduceCases } from "./cases/reduce.ts";
import { shapeCases } from "./cases/shape.ts";

const called = new Set<string>();
const engine = tf.engine();
const runKernel = engine.runKernel.bind(engine) as typeof engine.runKernel;
engine.runKernel = (name, ...rest) => {
  called.add(name);
  return runKernel(name, ...rest);
};

testParity("elementwise kernels", elementwiseCases);
testParity("shape kernels", shapeCases);
testParity("reductions", reduceCases);
testParity("gathers and scatters", gatherScatterCases);
testParity("matrix products", matmulCases);

test("every mapped kernel was compared above", () => {
  expect(Object.keys(kernels).filter((name) => !called.has(name))).toEqual([]);
});

test("matMul broadcasts batch dimensions of both sides, which TensorFlow.js gets wrong on the CPU", async () => {
  const onnx = await openEngine("onnx");
  const specs = { a: { shape: [2, 1, 4, 5] }, b: { shape: [1, 3, 5, 2] } };
  const compiled = await onnx.compile(
    ({ a, b }) => ({ product: tf.matMul(a!, b!), transposed: tf.matMul(a!, b!.transpose([0, 1, 3, 2]), false, true) }),
    specs,
  );
  const tiled = await onnx.compile(({ a, b }) => {
    const product = tf.matMul(a!.tile([1, 3, 1, 1]), b!.tile([2, 1, 1, 1]));
    return { product, transposed: product };
  }, specs);
  const inputs = { a: irregular(40, 1), b: irregular(30, 2) };
  expectClose(await compiled.run(inputs), await tiled.run(inputs));
});
