import * as ort from "onnxruntime-node";
import { checkConstants, checkInputs } from "../check-arguments.ts";
import {
  allocate,
  type Compiled,
  type Constants,
  dtypeOf,
  type Spec,
  type Specs,
  sizeOf,
  type Values,
} from "../contract.ts";
import { encodeModel, type OnnxGraph } from "./encode-model.ts";
import { portName, type Trace } from "./trace.ts";

/**
 * Bytes of inputs from which a graph is one of a large model's. These are many, each with large intermediate results: their memory goes back
 * after every run. An arena, which is faster for small results, would keep it, session by session.
 */
const LARGE = 64e6;

const bytesOf = (values: OnnxGraph["inputs"]): number =>
  values.reduce((bytes, { shape }) => bytes + 4 * sizeOf(shape), 0);

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
      enableCpuMemArena: bytesOf(graph.inputs) < LARGE,
      // A thread that waits for its part leaves its core to others: decoding has thousands of parts too short to be shared.
      extra: { session: { intra_op: { allow_spinning: "0" } } },
      logSeverityLevel: 3,
    });
  } catch (error) {
    throw new Error(`${caller}: ONNX Runtime refused the traced graph: ${(error as Error).message}`, { cause: error });
  }
}

/** A tensor over an array, without a copy. */
const tensorOver = (spec: Spec, values: Values): ort.Tensor => new ort.Tensor(dtypeOf(spec), values, spec.shape);

/** A tensor over a new zeroed array. */
export const newTensor = (spec: Spec): ort.Tensor => tensorOver(spec, allocate(dtypeOf(spec), sizeOf(spec.shape)));

/** A traced function with its weights in a session. */
export class OnnxCompiled implements Compiled {
  readonly #caller: string;
  readonly #inputs: Specs;
  readonly #trace: Trace;
  readonly #constants: Constants;
  readonly #threads: number | undefined;
  readonly #session: ort.InferenceSession;

  private constructor(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    threads: number | undefined,
    session: ort.InferenceSession,
  ) {
    this.#caller = caller;
    this.#inputs = inputs;
    this.#trace = trace;
    this.#constants = constants;
    this.#threads = threads;
    this.#session = session;
  }

  static async open(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    threads?: number,
  ): Promise<OnnxCompiled> {
    const session = await openSession(caller, trace.graph(constants), threads);
    return new OnnxCompiled(caller, inputs, trace, constants, threads, session);
  }

  async run(inputs: Readonly<Record<string, Values>>, into?: Record<string, Values>): Promise<Record<string, Values>> {
    checkInputs(this.#caller, this.#inputs, inputs);
    const feeds = feedsOf(this.#trace, "inputs", this.#inputs, inputs);
    const { fetches, values } = outputsOver(this.#trace.outputs.outputs!, into);
    await this.#session.run(feeds, fetches);
    return values;
  }

  async withConstants(constants: Constants): Promise<Compiled> {
    checkConstants(this.#caller, this.#constants, constants);
    return OnnxCompiled.open(this.#caller, this.#inputs, this.#trace, constants, this.#threads);
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

/** Tensors over the arrays of a group that the graph depends on. */
export function feedsOf(
  trace: Trace,
  group: string,
  specs: Specs,
  values: Readonly<Record<string, Values>>,
): Record<string, ort.Tensor> {
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const port = portName(group, name);
    if (trace.used.has(port)) feeds[port] = tensorOver(spec, values[name]!);
  }
  return feeds;
}

/** The group "outputs", which ONNX Runtime writes directly: over given arrays or new ones. */
export function outputsOver(
  specs: Specs,
  into: Readonly<Record<string, Values>> = {},
): { fetches: Record<string, ort.OnnxValue>; values: Record<string, Values> } {
  const fetches: Record<string, ort.OnnxValue> = {};
  const values: Record<string, Values> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const given = into[name];
    const tensor = given ? tensorOver(spec, given) : newTensor(spec);
    fetches[portName("outputs", name)] = tensor;
    values[name] = tensor.data as Values;
  }
  return { fetches, values };
}
