import { expect, test } from "vitest";
import { VULKAN_DRIVER } from "../../../../server/experiments/engines/software-vulkan.ts";
import { openEngine } from "../../../../server/ml/engine/engine.ts";

// In a file of its own: a process keeps what it has found at its first search for a GPU.

test.runIf(process.platform === "linux")("the CPU computes where no GPU is found, and says so", async () => {
  process.env[VULKAN_DRIVER] = "/nowhere.json";
  const warnings: string[] = [];
  const engine = await openEngine("onnx", { device: "webgpu", warn: (message) => void warnings.push(message) });
  expect(engine.device).toBe("cpu");
  expect(warnings).toEqual([expect.stringMatching(/^webgpu failed at its first sum \(.*\); the CPU takes over$/)]);
  const compiled = await engine.compile(({ a }) => ({ product: a!.matMul(a!, true, false) }), { a: { shape: [1, 2] } });
  expect(await compiled.run({ a: Float32Array.of(2, 3) })).toEqual({ product: Float32Array.of(4, 6, 6, 9) });
});
