import { createRequire } from "node:module";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import type { Engine, EngineDevice, EngineName } from "./contract.ts";
import { EagerEngine } from "./eager-engine.ts";
import { mendTensorflow, mendWasm } from "./mended-kernels.ts";
import { loadTensorflow } from "./tensorflow-backend.ts";

export type * from "./contract.ts";
export { isTracing } from "./onnx/register-kernels.ts";

/** Engines from the fastest to the slowest; `cpu` is for tests only. */
const preferred = ["onnx", "tensorflow", "wasm"] as const;

/** Where an engine computes, and who is told when that fails. */
export interface EngineOptions {
  /** The CPU unless given. */
  readonly device?: EngineDevice;
  /** Told why the CPU has taken over from another device, now or in the middle of work. */
  readonly warn?: (message: string) => void;
}

/**
 * Opens an engine: the one asked for, or with "auto" the fastest that loads.
 * Throws an Error that says why when the named one can't be loaded, or has no such device.
 */
export async function openEngine(choice: EngineName | "auto", options: EngineOptions = {}): Promise<Engine> {
  if (choice !== "auto") return load(choice, "chosen by configuration", options);
  const failures: string[] = [];
  for (const name of preferred) {
    try {
      return await load(name, ["the fastest that loads", ...failures].join("; "), name === "onnx" ? options : {});
    } catch (error) {
      failures.push((error as Error).message);
    }
  }
  throw new Error(`no engine can be loaded: ${failures.join("; ")}`);
}

async function load(
  name: EngineName,
  reason: string,
  { device = "cpu", warn = () => {} }: EngineOptions,
): Promise<Engine> {
  if (device !== "cpu" && name !== "onnx") throw new Error(`engine ${name} computes on the CPU; ${device} is for onnx`);
  tf.enableProdMode(); // no console advice about other backends
  try {
    switch (name) {
      case "onnx": {
        const { OnnxEngine } = await import("./onnx/onnx-engine.ts");
        return await OnnxEngine.open(reason, device, warn);
      }
      case "wasm":
        return await openWasm(reason);
      case "tensorflow":
        return await openTensorflow(reason);
      case "cpu":
        await initialise("cpu");
        return new EagerEngine("cpu", "cpu", reason);
    }
  } catch (error) {
    throw new Error(`engine ${name} can't be loaded: ${(error as Error).message}`, { cause: error });
  }
}

async function openWasm(reason: string): Promise<Engine> {
  const { setWasmPaths } = await import("@tensorflow/tfjs-backend-wasm");
  const entry = createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm");
  setWasmPaths(`${path.dirname(entry)}${path.sep}`);
  await initialise("wasm");
  mendWasm();
  return new EagerEngine("wasm", "wasm", reason);
}

async function openTensorflow(reason: string): Promise<Engine> {
  await tf.ready();
  await loadTensorflow();
  await initialise("tensorflow");
  mendTensorflow();
  return new EagerEngine("tensorflow", "tensorflow", reason);
}

/** Later switches to a backend are synchronous. */
async function initialise(backend: string): Promise<void> {
  await tf.ready();
  const previous = tf.getBackend();
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js has no working backend "${backend}"`);
  await tf.setBackend(previous);
}
