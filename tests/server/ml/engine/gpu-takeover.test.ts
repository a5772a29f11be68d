import type * as ort from "onnxruntime-node";
import { beforeEach, expect, test, vi } from "vitest";
import { type Engine, openEngine, type Specs, type Tensors } from "../../../../server/ml/engine/engine.ts";

/** A GPU that fails when a test wants it to. The CPU computes for it. */
const gpu = vi.hoisted(() => ({
  listed: true,
  sum: 0,
  opens: Number.POSITIVE_INFINITY,
  runs: Number.POSITIVE_INFINITY,
}));

vi.mock("onnxruntime-node", async (original) => {
  const real = await original<typeof ort>();
  const create = async (model: Uint8Array, options: ort.InferenceSession.SessionOptions) => {
    if (!options.executionProviders?.includes("webgpu")) return real.InferenceSession.create(model, options);
    if (gpu.opens-- <= 0) throw new Error("out of memory");
    const { preferredOutputLocation: _onGpu, ...own } = options;
    const session = await real.InferenceSession.create(model, { ...own, executionProviders: ["cpu"] });
    return {
      run: async (feeds: ort.InferenceSession.FeedsType, ...rest: [ort.InferenceSession.FetchesType]) => {
        if (gpu.runs-- <= 0) throw new Error("device lost");
        const results = await session.run(feeds, ...rest);
        if (feeds.x && gpu.sum) return { y: new real.Tensor("float32", Float32Array.of(gpu.sum), [1]) };
        return results;
      },
      release: () => session.release(),
    };
  };
  return {
    ...real,
    InferenceSession: { create },
    listSupportedBackends: () => (gpu.listed ? [{ name: "webgpu", bundled: true }] : [{ name: "cpu", bundled: true }]),
  };
});

let warnings: string[] = [];
const open = (): Promise<Engine> =>
  openEngine("onnx", { device: "webgpu", warn: (message) => void warnings.push(message) });

beforeEach(() => {
  warnings = [];
  Object.assign(gpu, { listed: true, sum: 0, opens: Number.POSITIVE_INFINITY, runs: Number.POSITIVE_INFINITY });
});

const specs: Specs = { a: { shape: [2, 3] } };
const values = { a: Float32Array.of(1, 2, 3, 4, 5, 6) };
const gram = ({ a }: Tensors): Tensors => ({ product: a!.matMul(a!, true, false) });
const GRAM = { product: Float32Array.of(17, 22, 27, 22, 29, 36, 27, 36, 45) };

const product = async (engine: Engine) => (await engine.compile(gram, specs, { name: "gram" })).run(values);

test("a GPU that works computes, and nothing is said", async () => {
  const engine = await open();
  expect([engine.device, await product(engine), warnings]).toEqual(["webgpu", GRAM, []]);
});

const atStart: readonly (readonly [string, Partial<typeof gpu>, RegExp])[] = [
  ["ONNX Runtime has no WebGPU for this machine", { listed: false }, /ONNX Runtime has no webgpu for \w+ on \w+/],
  ["no session opens", { opens: 0 }, /webgpu failed at its first sum \(out of memory\); the CPU takes over/],
  ["its first run fails", { runs: 0 }, /webgpu failed at its first sum \(device lost\); the CPU takes over/],
  [
    "its first sum is wrong",
    { sum: 41 },
    /webgpu failed at its first sum \(21 \+ 21 is 41 there\); the CPU takes over/,
  ],
];
test.each(atStart)("the CPU takes over from the start where %s", async (_, faults, message) => {
  Object.assign(gpu, faults);
  const engine = await open();
  expect(engine.device).toBe("cpu");
  expect(warnings).toEqual([expect.stringMatching(message)]);
  expect(await product(engine)).toEqual(GRAM);
});

test("the CPU takes over a graph that the GPU can't open, and every later one, and it is said once", async () => {
  gpu.opens = 1;
  const engine = await open();
  expect(engine.device).toBe("webgpu");
  expect(await product(engine)).toEqual(GRAM);
  expect(await product(engine)).toEqual(GRAM);
  expect(engine.device).toBe("cpu");
  expect(warnings).toEqual(["webgpu failed at opening compile(gram) (out of memory); the CPU takes over"]);
});

const state: Specs = { w: { shape: [3] } };
const step = ({ w }: Tensors, { x }: Tensors) => ({
  state: { w: w!.mul(0.5).add(x!) },
  outputs: { loss: w!.mul(x!).sum() },
});

async function trained(engine: Engine): Promise<unknown> {
  const compiled = await engine.compileStep(step, state, { x: { shape: [3] } }, { name: "train" });
  const weights = engine.createState(state, { w: Float32Array.of(1, -2, 3) });
  const losses: unknown[] = [];
  for (let i = 0; i < 5; i++) losses.push(await compiled.run(weights, { x: Float32Array.of(i, 1, -i) }));
  await compiled.dispose();
  return [losses, weights.values];
}

test("a GPU that is lost in the middle of a training loses no step", async () => {
  gpu.runs = 3; // the first sum, and two steps
  const engine = await open();
  expect(await trained(engine)).toEqual(await trained(await openEngine("onnx")));
  expect(engine.device).toBe("cpu");
  expect(warnings).toEqual(["webgpu failed at running compileStep(train) (device lost); the CPU takes over"]);
});

const scaled = ({ a }: Tensors, { w }: Tensors): Tensors => ({ scaled: a!.mul(w!) });

test.each([
  ["that can't be handed its weights", 1],
  ["that is lost with the weights it has", 3],
])("a GPU %s loses none of them", async (_, runs) => {
  gpu.runs = runs; // the first sum, the weight, one product
  const engine = await open();
  const constants = { w: { shape: [3], values: Float32Array.of(1, -1, 2) } };
  const compiled = await engine.compile(scaled, specs, { name: "scaled", constants, shareConstants: true });
  for (let i = 0; i < 3; i++)
    expect(await compiled.run(values)).toEqual({ scaled: Float32Array.of(1, -2, 6, 4, -5, 12) });
  await compiled.dispose();
  expect(warnings).toEqual(["webgpu failed at running compile(scaled) (device lost); the CPU takes over"]);
});

test("what the CPU can't do either is an error", async () => {
  const engine = await open();
  const compiled = await engine.compile(gram, specs, { name: "gram" });
  await expect(compiled.run({ a: new Float32Array(5) })).rejects.toThrow('compile(gram): input "a" has 5 elements');
  expect([engine.device, warnings]).toEqual(["webgpu", []]);
});

test("no other engine has a GPU", async () => {
  await expect(openEngine("wasm", { device: "webgpu" })).rejects.toThrow("webgpu is for onnx");
});
