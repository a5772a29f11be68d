import * as tf from "@tensorflow/tfjs";
import { type Constants, type DType, dtypeOf, type EngineDevice, type Specs, type Tensors } from "../contract.ts";
import { mapValues } from "../map-values.ts";
import type { OnnxGraph } from "./encode-model.ts";
import { Graph } from "./graph.ts";
import { withGraph } from "./register-kernels.ts";
import type { Computed } from "./symbolic.ts";

/** A traced function: named groups of tensors in, named groups out. */
export interface Trace {
  /** Specs of each output group. */
  readonly outputs: Readonly<Record<string, Specs>>;
  /** The names of graph inputs that the outputs depend on. */
  readonly used: ReadonlySet<string>;
  graph(weights: Constants): OnnxGraph;
}

/** The name of a value of a group at the edge of the graph. */
export const portName = (group: string, name: string): string => `${group} ${name}`;

/**
 * Runs `fn` once on symbolic tensors and records what it computes. Throws an Error naming `caller`, the kernel and the
 * line of the model.
 * @param device where the graph is to run; what that device lacks is written in other operators
 */
export function trace(
  caller: string,
  fn: (groups: Readonly<Record<string, Tensors>>, weights: Tensors) => Readonly<Record<string, Tensors>>,
  inputs: Readonly<Record<string, Specs>>,
  weights: Specs,
  device: EngineDevice,
): Trace {
  const graph = new Graph(device);
  const outputs: Record<string, Specs> = {};
  const stackTraceLimit = Error.stackTraceLimit;
  Error.stackTraceLimit = 100; // gradients nest deeply; the model's line is wanted
  try {
    withGraph(graph, (backend) => {
      const tensorOf = (value: Computed) => tf.engine().makeTensorFromTensorInfo(backend.put(value));
      const groups = mapValues(inputs, (specs, group) =>
        mapValues(specs, (spec, name) => tensorOf(graph.input(portName(group, name), dtypeOf(spec), spec.shape))),
      );
      const results = fn(
        groups,
        mapValues(weights, (spec, name) => tensorOf(graph.weight(name, spec.shape))),
      );
      for (const [group, tensors] of Object.entries(results)) {
        outputs[group] = mapValues(tensors, (tensor, name) => {
          if (!(tensor instanceof tf.Tensor)) throw new Error(`"${name}" of its ${group} is not a tensor`);
          graph.output(portName(group, name), backend.symbolicOf(tensor));
          return { shape: [...tensor.shape], dtype: tensor.dtype as DType };
        });
      }
    });
  } catch (error) {
    throw traceError(caller, error);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const finished = graph.finish();
  return { outputs, used: finished.used, graph: finished.graph };
}

const engineFolder = new URL("../", import.meta.url).pathname;

/** The innermost stack frame that belongs to the model: not TensorFlow.js, nor Node, nor this engine. */
function modelFrame(stack: string): string | undefined {
  const frames = stack.split("\n").filter((line) => line.trimStart().startsWith("at "));
  const foreign = (frame: string) => /node_modules|node:|<anonymous>/.test(frame) || frame.includes(engineFolder);
  return frames.find((frame) => !foreign(frame))?.trim();
}

/** The error of a traced function, naming the function, the kernel if one is missing, and the model's line. */
function traceError(caller: string, error: unknown): Error {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const unmapped = /Kernel '(\w+)' not registered/.exec(message)?.[1];
  const what = unmapped ? `kernel ${unmapped} has no ONNX mapping (add it in engine/onnx/kernels)` : message;
  const frame = modelFrame(stack);
  return new Error(`${caller}: ${what}${frame ? `, ${frame}` : ""}`, { cause: error });
}
