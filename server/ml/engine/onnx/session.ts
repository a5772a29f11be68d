import * as ort from "onnxruntime-node";
import type { Spec, Values } from "../contract.ts";
import { allocate, dtypeOf, sizeOf } from "../element-types.ts";
import { encodeModel, type OnnxGraph } from "./encode-model.ts";

/**
 * Opens a session. One thread inside an operator by default: two are faster alone, and slower when the machine has
 * anything else to do. `run` blocks its thread while it computes.
 */
export async function openSession(caller: string, graph: OnnxGraph, threads = 1): Promise<ort.InferenceSession> {
  try {
    return await ort.InferenceSession.create(encodeModel(graph), {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: "sequential",
      graphOptimizationLevel: "all",
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new Error(`${caller}: ONNX Runtime refused the traced graph: ${(error as Error).message}`, { cause: error });
  }
}

/** A tensor over an array, without a copy. */
export const tensorOver = (spec: Spec, values: Values): ort.Tensor => new ort.Tensor(dtypeOf(spec), values, spec.shape);

/** A tensor over a new zeroed array. */
export const newTensor = (spec: Spec): ort.Tensor => tensorOver(spec, allocate(dtypeOf(spec), sizeOf(spec.shape)));
