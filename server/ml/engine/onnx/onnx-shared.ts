import { checkConstants, checkInputs } from "../check-arguments.ts";
import type { Compiled, Constants, Specs, Tensors, Values } from "../contract.ts";
import { mapValues } from "../map-values.ts";
import { feedsOf, outputsOver } from "./onnx-compiled.ts";
import type { OnnxDevice, OnnxSession } from "./onnx-device.ts";
import { type Trace, trace } from "./trace.ts";

/** One session for every set of weights, and how many of these are in use: the last to go releases it. */
interface SharedSession {
  readonly session: OnnxSession;
  users: number;
}

/**
 * A traced function whose weights are inputs of its graph, read where they lie. Without a copy in the session (ONNX Runtime would
 * even make a second one, packed), several functions run on one set of weights, also on one beyond protobuf's 2 GB. A GPU gets each
 * array once for all of them.
 */
export class OnnxShared implements Compiled {
  readonly #caller: string;
  readonly #inputs: Specs;
  readonly #trace: Trace;
  readonly #constants: Constants;
  readonly #values: Readonly<Record<string, Float32Array>>;
  readonly #device: OnnxDevice;
  readonly #shared: SharedSession;

  private constructor(
    caller: string,
    inputs: Specs,
    trace: Trace,
    constants: Constants,
    device: OnnxDevice,
    shared: SharedSession,
  ) {
    this.#caller = caller;
    this.#inputs = inputs;
    this.#trace = trace;
    this.#constants = constants;
    this.#values = mapValues(constants, ({ values }) => values);
    this.#device = device;
    this.#shared = shared;
    shared.users++;
    device.weights.hold(Object.values(this.#values));
  }

  static async open(
    caller: string,
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    constants: Constants,
    device: OnnxDevice,
    threads?: number,
  ): Promise<OnnxShared> {
    const constantSpecs: Specs = mapValues(constants, ({ shape }) => ({ shape }));
    const traced = trace(
      caller,
      (groups) => ({ outputs: fn(groups.inputs!, groups.constants!) }),
      { inputs, constants: constantSpecs },
      {},
      device.now,
    );
    const session = await device.openSession(caller, () => traced.graph({}), threads);
    return new OnnxShared(caller, inputs, traced, constants, device, { session, users: 0 });
  }

  async run(inputs: Readonly<Record<string, Values>>, into?: Record<string, Values>): Promise<Record<string, Values>> {
    checkInputs(this.#caller, this.#inputs, inputs);
    const feeds = {
      ...feedsOf(this.#trace, "inputs", this.#inputs, inputs),
      ...feedsOf(this.#trace, "constants", this.#constants, this.#values),
    };
    const { fetches, values: outputs } = outputsOver(this.#trace.outputs.outputs!, into);
    await this.#shared.session.run(feeds, fetches);
    return outputs;
  }

  async withConstants(constants: Constants): Promise<Compiled> {
    checkConstants(this.#caller, this.#constants, constants);
    return new OnnxShared(this.#caller, this.#inputs, this.#trace, constants, this.#device, this.#shared);
  }

  async dispose(): Promise<void> {
    await this.#device.weights.release(Object.values(this.#values));
    if (--this.#shared.users === 0) await this.#shared.session.release();
  }
}
