import { beforeAll, describe, expect, test } from "vitest";
import { softwareVulkan, VULKAN_DRIVER } from "../../../../server/experiments/engines/software-vulkan.ts";
import { type Engine, openEngine, type Specs, type Tensors } from "../../../../server/ml/engine/engine.ts";
import { rmsNorm } from "../../../../server/ml/engine/ops.ts";
import { expectClose, gradientOf, irregular } from "./cases/parity.ts";

/** A part of what `npm run engine:test -- webgpu` runs, on a Vulkan driver in software. */

const inSoftware = process.platform === "linux" && process.arch === "x64";
const where = inSoftware ? "on a driver in software" : `skipped: none is at hand for ${process.platform}`;

const specs: Specs = { x: { shape: [3, 4] }, w: { shape: [4] }, m: { shape: [5, 4] } };
const values = { x: irregular(12, 1), w: irregular(4, 2), m: irregular(20, 3) };
/** A norm, a power that broadcasts and a product with a transposed factor: what is written in other operators for WebGPU. */
const compute = ({ x, w, m }: Tensors) =>
  rmsNorm(x!, w!, 1e-5).matMul(m!, false, true).sigmoid().pow(x!.abs().sum(1, true)).softmax();

const step = ({ w }: Tensors, inputs: Tensors) => {
  const { w: gradient } = gradientOf(compute)({ ...inputs, w: w! });
  return { state: { w: w!.sub(gradient!.mul(0.1)) }, outputs: { gradient: gradient! } };
};

async function trained(engine: Engine) {
  const { w, ...inputs } = specs;
  const compiled = await engine.compileStep(step, { w: w! }, inputs, { name: "train" });
  const state = engine.createState({ w: w! }, { w: values.w });
  const given = { x: values.x, m: values.m };
  for (let i = 0; i < 3; i++) await compiled.run(state, given);
  await compiled.dispose();
  return { w: Float32Array.from(state.values.w!) };
}

describe.runIf(inSoftware)(`WebGPU ${where}`, () => {
  let gpu: Engine;
  let cpu: Engine;
  const warnings: string[] = [];
  beforeAll(async () => {
    process.env[VULKAN_DRIVER] = await softwareVulkan(process.env);
    gpu = await openEngine("onnx", { device: "webgpu", warn: (message) => void warnings.push(message) });
    cpu = await openEngine("cpu");
  });

  test("values and gradients are those of TensorFlow.js on the CPU", async () => {
    for (const fn of [(inputs: Tensors) => ({ y: compute(inputs) }), gradientOf(compute)]) {
      const [found, expected] = await Promise.all(
        [gpu, cpu].map(async (engine) => (await engine.compile(fn, specs)).run(values)),
      );
      expectClose(found!, expected!);
    }
  });

  test("steps train as they do on the CPU", async () => {
    expectClose(await trained(gpu), await trained(cpu));
  });

  test("the GPU did it", () => {
    expect([gpu.device, warnings]).toEqual(["webgpu", []]);
  });
});
