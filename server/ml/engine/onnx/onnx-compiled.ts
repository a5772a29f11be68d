import type { InferenceSession, OnnxValue, Tensor } from "onnxruntime-node";
import { checkConstants, checkInputs } from "../check-arguments.ts";
import type { Compiled, Constants, Specs, Values } from "../contract.ts";
import { newTensor, openSession, tensorOver } from "./session.ts";
import { portName, type Trace } from "./trace.ts";

/** A traced function with its weights in a session. */
export class OnnxCompiled implements Compiled {
  readonly #caller: string;
  readonly #inputs: Specs;
  readonly #trace: Trace;
  readonly #constants: Constants;
  readonly #threads: number | undefined;
  readonly #session: InferenceSession;

  private constructor(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    threads: number | undefined,
    session: InferenceSession,
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
): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
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
): { fetches: Record<string, OnnxValue>; values: Record<string, Values> } {
  const fetches: Record<string, OnnxValue> = {};
  const values: Record<string, Values> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const given = into[name];
    const tensor = given ? tensorOver(spec, given) : newTensor(spec);
    fetches[portName("outputs", name)] = tensor;
    values[name] = tensor.data as Values;
  }
  return { fetches, values };
}
