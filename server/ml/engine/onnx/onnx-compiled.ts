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
import type { OnnxDevice, OnnxSession } from "./onnx-device.ts";
import { portName, type Trace } from "./trace.ts";

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
  readonly #device: OnnxDevice;
  readonly #session: OnnxSession;

  private constructor(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    threads: number | undefined,
    device: OnnxDevice,
    session: OnnxSession,
  ) {
    this.#caller = caller;
    this.#inputs = inputs;
    this.#trace = trace;
    this.#constants = constants;
    this.#threads = threads;
    this.#device = device;
    this.#session = session;
  }

  static async open(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    device: OnnxDevice,
    threads?: number,
  ): Promise<OnnxCompiled> {
    const session = await device.openSession(caller, () => trace.graph(constants), threads);
    return new OnnxCompiled(caller, inputs, trace, constants, threads, device, session);
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
    return OnnxCompiled.open(this.#caller, this.#inputs, this.#trace, constants, this.#device, this.#threads);
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
