import * as ort from "onnxruntime-node";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type Constants,
  type Engine,
  openEngine,
  type Specs,
  type Tensors,
  type Values,
} from "../../../../server/ml/engine/engine.ts";
import { rmsNorm } from "../../../../server/ml/engine/ops.ts";
import { useSoftwareVulkan } from "../../../support/use-software-vulkan.ts";
import { expectClose, gradientOf, irregular } from "./cases/parity.ts";

/** A part of what `npm run engine:test -- webgpu` runs, on a Vulkan driver in software. */

const inSoftware = process.platform === "linux" && process.arch === "x64";
const where = inSoftware ? "on a driver in software" : `skipped: none is at hand for ${process.platform}`;

const specs: Specs = { x: { shape: [3, 4] }, w: { shape: [4] }, m: { shape: [5, 4] } };
const values = { x: irregular(12, 1), w: irregular(4, 2), m: irregular(20, 3) };
/** A norm, a power that broadcasts and products with a transposed factor: what is written in other operators for WebGPU. */
function compute({ x, w, m }: Tensors) {
  const norm = rmsNorm(x!, w!, 1e-5);
  const ofBatches = norm.expandDims().matMul(m!.expandDims(), false, true).squeeze([0]);
  return norm.matMul(m!, false, true).mul(ofBatches).sigmoid().pow(x!.abs().sum(1, true)).softmax();
}

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

/** Where the arrays lie that are handed to sessions, by name, a run after the other, and what runs left on the GPU. */
function watchRuns() {
  const handed: Readonly<Record<string, string>>[] = [];
  const left: ort.Tensor[] = [];
  const create = ort.InferenceSession.create as (model: Uint8Array, options: object) => Promise<ort.InferenceSession>;
  const spy = vi.spyOn(ort.InferenceSession, "create").mockImplementation(async (model, options) => {
    const session = await create.call(ort.InferenceSession, model as unknown as Uint8Array, options as object);
    const run = session.run.bind(session) as (...args: readonly unknown[]) => Promise<ort.InferenceSession.ReturnType>;
    session.run = async (feeds: ort.InferenceSession.FeedsType, ...rest: readonly unknown[]) => {
      const places = Object.entries(feeds).map(([name, value]) => [name, (value as ort.Tensor).location]);
      handed.push(Object.fromEntries(places) as Record<string, string>);
      const results = await run(feeds, ...rest);
      left.push(...(Object.values(results) as ort.Tensor[]).filter(({ location }) => location === "gpu-buffer"));
      return results;
    };
    return session;
  });
  onTestFinished(() => void spy.mockRestore());
  return { handed, left };
}

const frozen = (seed: number): Constants => ({ m: { shape: [5, 4], values: irregular(20, seed) } });
const product = ({ x }: Tensors, { m }: Tensors) => ({ y: x!.matMul(m!, false, true) });

async function onCpu(x: Float32Array, { m }: Constants): Promise<Readonly<Record<string, Values>>> {
  const compiled = await (await openEngine("cpu")).compile((all) => product(all, all), { x: specs.x!, m: specs.m! });
  return compiled.run({ x, m: m!.values });
}

describe.runIf(inSoftware)(`WebGPU ${where}`, () => {
  let gpu: Engine;
  let cpu: Engine;
  const warnings: string[] = [];
  beforeAll(async () => {
    await useSoftwareVulkan();
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

  test("shared weights are handed over once, for every function that reads them, and again when nobody held them", async () => {
    const { handed, left } = watchRuns();
    const shared = { constants: frozen(3), shareConstants: true };
    const first = await gpu.compile(product, { x: specs.x! }, { ...shared, name: "first" });
    const other = await gpu.compile(product, { x: specs.x! }, { ...shared, name: "other" });
    const asInput = await gpu.compile((all) => product(all, all), { x: specs.x!, m: specs.m! }, { name: "as input" });
    const expected = await onCpu(values.x, shared.constants);
    for (let i = 0; i < 2; i++) for (const one of [first, other]) expectClose(await one.run({ x: values.x }), expected);
    expectClose(await asInput.run({ x: values.x, m: shared.constants.m!.values }), expected);
    const read = handed.filter((feeds) => Object.keys(feeds).length === 2);
    expect(read.map((feeds) => Object.values(feeds).sort())).toEqual(Array(5).fill(["cpu", "gpu-buffer"]));
    expect(left).toHaveLength(1);

    const renewed = await first.withConstants(frozen(4));
    expectClose(await renewed.run({ x: values.x }), await onCpu(values.x, frozen(4)));
    expect(left).toHaveLength(2);
    for (const one of [first, renewed]) await one.dispose();
    expect(left.map(({ location }) => location)).toEqual(["gpu-buffer", "none"]);
    await other.dispose();
    expect(left.map(({ location }) => location)).toEqual(["none", "none"]);
    const again = await gpu.compile(product, { x: specs.x! }, { ...shared, name: "again" });
    expectClose(await again.run({ x: values.x }), expected);
    expect(left).toHaveLength(3);
    for (const one of [again, asInput]) await one.dispose();
  });

  test("the GPU did it", () => {
    expect([gpu.device, warnings]).toEqual(["webgpu", []]);
  });
});
