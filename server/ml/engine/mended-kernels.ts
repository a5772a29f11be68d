import * as tf from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { type DType, sizeOf, type Values } from "./contract.ts";

// Kernels that a backend of TensorFlow.js 4.22 lacks or gets wrong. They do what its CPU backend does.

const mended = new Set<string>();

/** Whether a backend is mended already: kernels are global, and engines are opened often. */
function isWhole(backendName: string): boolean {
  const known = mended.has(backendName);
  mended.add(backendName);
  return known;
}

type Call = Parameters<tf.KernelFunc>[0];

function replace(backendName: string, kernelName: string, kernelFunc: tf.KernelFunc): void {
  if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({ kernelName, backendName, kernelFunc });
}

/** The elements of an input, which stay where they are until the backend allocates again. */
const elementsOf = (backend: BackendWasm, input: tf.TensorInfo): Values => backend.typedArrayFromHeap(input) as Values;

/** Mends `wasm`: no gradient of a gather, any numbers in booleans, and one-hots whose floating-point numbers are integers' bits. */
export function mendWasm(): void {
  if (isWhole("wasm")) return;
  const { kernelFunc: ownCast } = tf.getKernel("Cast", "wasm");
  replace("wasm", "Cast", (call) => {
    const { dtype } = call.attrs as { dtype?: DType };
    const x = call.inputs.x!;
    if (dtype !== "bool" || x.dtype === "bool") return ownCast(call);
    const backend = call.backend as BackendWasm;
    const values = Uint8Array.from(elementsOf(backend, x), (value) => Number(value !== 0));
    return backend.makeOutput(x.shape, "bool", undefined, values);
  });
  replace("wasm", "UnsortedSegmentSum", segmentSum);
  replace("wasm", "OneHot", oneHot);
}

function segmentSum({ inputs, attrs, backend }: Call): tf.TensorInfo {
  const { numSegments } = attrs as { numSegments?: number };
  const wasm = backend as BackendWasm;
  const [x, ids] = [inputs.x!, elementsOf(wasm, inputs.segmentIds!)];
  const rows = elementsOf(wasm, x);
  const width = sizeOf(x.shape.slice(1));
  const sums = x.dtype === "float32" ? new Float32Array(numSegments! * width) : new Int32Array(numSegments! * width);
  for (const [row, id] of ids.entries())
    if (id >= 0 && id < numSegments!) for (let i = 0; i < width; i++) sums[id * width + i]! += rows[row * width + i]!;
  return wasm.makeOutput([numSegments!, ...x.shape.slice(1)], x.dtype, undefined, sums);
}

function oneHot({ inputs, attrs, backend }: Call): tf.TensorInfo {
  const { depth, onValue, offValue, dtype } = attrs as unknown as OneHot;
  const wasm = backend as BackendWasm;
  const ids = elementsOf(wasm, inputs.indices!);
  const size = ids.length * depth;
  const hot = (dtype === "float32" ? new Float32Array(size) : new Int32Array(size)).fill(offValue);
  for (const [row, id] of ids.entries()) if (id >= 0 && id < depth) hot[row * depth + id] = onValue;
  return wasm.makeOutput([...inputs.indices!.shape, depth], dtype, undefined, hot);
}

interface OneHot {
  readonly depth: number;
  readonly onValue: number;
  readonly offValue: number;
  readonly dtype: DType;
}

/** Mends `tensorflow`: a gather along an axis counted from the end. */
export function mendTensorflow(): void {
  if (isWhole("tensorflow")) return;
  const { kernelFunc: ownGather } = tf.getKernel("GatherV2", "tensorflow");
  replace("tensorflow", "GatherV2", (call) => {
    const { axis } = call.attrs as { axis?: number };
    const fromFront = axis! < 0 ? axis! + call.inputs.x!.shape.length : axis!;
    return ownGather({ ...call, attrs: { ...call.attrs, axis: fromFront } });
  });
}
