import * as tf from "@tensorflow/tfjs";
import type { EngineDevice } from "../contract.ts";
import type { Attribute } from "./encode-model.ts";
import type { Graph } from "./graph.ts";
import { cast, elementwiseKernels } from "./kernels/elementwise.ts";
import { gatherScatterKernels } from "./kernels/gather-scatter.ts";
import type { Kernel, Kernels } from "./kernels/kernel.ts";
import { matmulKernels } from "./kernels/matmul.ts";
import { reduceKernels } from "./kernels/reduce.ts";
import { shapeKernels } from "./kernels/shape.ts";
import type { Symbolic } from "./symbolic.ts";
import { SymbolicBackend } from "./symbolic-backend.ts";

const BACKEND = "onnx";
const OPERATOR_KERNEL = "OnnxOperator";

/** Every TensorFlow.js kernel that can be traced. */
export const kernels: Kernels = {
  ...elementwiseKernels,
  ...shapeKernels,
  ...reduceKernels,
  ...gatherScatterKernels,
  ...matmulKernels,
};

let tracing: Graph | null = null;

/** Whether the code that asks is being traced, and not run. */
export const isTracing = (): boolean => tracing !== null;

/** Where the graph that is being traced is to run; null while nothing is traced. */
export const tracedDevice = (): EngineDevice | null => tracing?.device ?? null;

/** Runs `body` with symbolic tensors that append to `graph`; backend and tensors are as before afterwards. */
export function withGraph(graph: Graph, body: (backend: SymbolicBackend) => void): void {
  if (tracing) throw new Error("compile was called by a function that is being traced");
  const previous = tf.getBackend();
  tf.setBackend(BACKEND); // synchronous after its first use
  tf.engine().startScope("trace");
  tracing = graph;
  try {
    body(tf.findBackend(BACKEND) as SymbolicBackend);
  } finally {
    tracing = null;
    tf.engine().endScope();
    tf.setBackend(previous);
  }
}

let ready: Promise<void> | null = null;
/** Makes the backend known to TensorFlow.js; needed once before tracing. */
export function registerOnnxBackend(): Promise<void> {
  ready ??= register();
  return ready;
}

async function register(): Promise<void> {
  tf.registerBackend(BACKEND, () => new SymbolicBackend(), 0);
  for (const [kernelName, build] of Object.entries(kernels)) {
    tf.registerKernel({ kernelName, backendName: BACKEND, kernelFunc: (call) => runKernel(kernelName, build, call) });
  }
  tf.registerKernel({
    kernelName: OPERATOR_KERNEL,
    backendName: BACKEND,
    kernelFunc: (call) => runKernel(OPERATOR_KERNEL, operator, call),
  });
  tf.registerKernel({
    kernelName: "Identity",
    backendName: BACKEND,
    kernelFunc: ({ inputs, backend }) => {
      const x = inputs.x!;
      (backend as SymbolicBackend).incRef(x.dataId);
      return { dataId: x.dataId, shape: x.shape, dtype: x.dtype };
    },
  });
  await tf.ready();
  const previous = tf.getBackend();
  await tf.setBackend(BACKEND);
  await tf.setBackend(previous);
}

function runKernel(name: string, build: Kernel, call: Parameters<tf.KernelFunc>[0]): tf.TensorInfo | tf.TensorInfo[] {
  if (!tracing) throw new Error(`kernel ${name}: symbolic tensors can't be used after tracing`);
  const backend = call.backend as SymbolicBackend;
  const inputs: Record<string, Symbolic> = {};
  for (const [key, input] of Object.entries(call.inputs)) if (input) inputs[key] = backend.symbolicOf(input);
  try {
    const result = build(tracing, inputs, call.attrs ?? {});
    return "kind" in result ? backend.put(result) : result.map((value) => backend.put(value));
  } catch (error) {
    throw new Error(`kernel ${name}: ${(error as Error).message}`, { cause: error });
  }
}

interface OperatorCall {
  readonly op: string;
  readonly domain: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Shapes of the float32 outputs; an absent output has none. */
  readonly outputs: readonly (readonly number[] | null)[];
}

const operator: Kernel = (graph, inputs, attributes) => {
  const { op, domain, attributes: own, outputs } = attributes as unknown as OperatorCall;
  const names = graph.emit(
    op,
    // All operators in use take their integers as int64, which TensorFlow.js lacks.
    Object.values(inputs).map((value) => graph.full(value.dtype === "int32" ? cast(graph, value, "int64") : value)),
    own,
    outputs.length,
    domain,
  );
  return outputs.map((shape, i) => graph.computed(names[i]!, "float32", shape ?? []));
};

/** An ONNX operator with float32 outputs, while tracing. It has no gradient: wrap it in `tf.customGrad`. */
export function onnxOperator(call: OperatorCall, inputs: readonly tf.Tensor[]): tf.Tensor[] {
  const named = Object.fromEntries(inputs.map((input, i) => [String(i), input]));
  return tf.engine().runKernel(OPERATOR_KERNEL, named, call as unknown as tf.NamedAttrMap) as unknown as tf.Tensor[];
}
