import type { Tensor } from "onnxruntime-node";
import { checkInputs, checkSameSpecs } from "../check-arguments.ts";
import type { CompiledStep, Specs, StepState, Values } from "../contract.ts";
import { feedsOf, newTensor, outputsOver } from "./onnx-compiled.ts";
import type { OnnxSession } from "./onnx-device.ts";
import { portName, type Trace } from "./trace.ts";

type Buffers = ReadonlyMap<string, Tensor>;

/** State in two sets of buffers: a step reads one, writes the other, and they swap. */
export class OnnxState implements StepState {
  readonly specs: Specs;
  #current: Buffers;
  #next: Buffers;
  #busy = false;

  constructor(specs: Specs, initial: Readonly<Record<string, Values>>) {
    this.specs = specs;
    this.#current = buffersOf(specs);
    this.#next = buffersOf(specs);
    for (const [name, values] of Object.entries(initial)) (this.#current.get(name)!.data as Values).set(values);
  }

  get values(): Readonly<Record<string, Float32Array>> {
    return Object.fromEntries([...this.#current].map(([name, tensor]) => [name, tensor.data as Float32Array]));
  }

  /** Runs `compute` from the current buffers into the others. Throws when another run is under way. */
  async advance(caller: string, compute: (current: Buffers, next: Buffers) => Promise<void>): Promise<void> {
    if (this.#busy) throw new Error(`${caller}: its state is in use by another run; await that one first`);
    this.#busy = true;
    try {
      await compute(this.#current, this.#next);
      [this.#current, this.#next] = [this.#next, this.#current];
    } finally {
      this.#busy = false;
    }
  }
}

const buffersOf = (specs: Specs): Buffers =>
  new Map(Object.entries(specs).map(([name, spec]) => [name, newTensor(spec)]));

/** A traced state transition. */
export class OnnxStep implements CompiledStep {
  readonly #caller: string;
  readonly #state: Specs;
  readonly #inputs: Specs;
  readonly #trace: Trace;
  readonly #session: OnnxSession;

  constructor(caller: string, state: Specs, inputs: Specs, trace: Trace, session: OnnxSession) {
    this.#caller = caller;
    this.#state = state;
    this.#inputs = inputs;
    this.#trace = trace;
    this.#session = session;
  }

  async run(state: StepState, inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>> {
    if (!(state instanceof OnnxState))
      throw new Error(`${this.#caller}: its state was not made by createState of the onnx engine`);
    checkSameSpecs(`${this.#caller}: the state`, this.#state, state.specs);
    checkInputs(this.#caller, this.#inputs, inputs);
    const feeds = feedsOf(this.#trace, "inputs", this.#inputs, inputs);
    const { fetches, values } = outputsOver(this.#trace.outputs.outputs!);
    await state.advance(this.#caller, async (current, next) => {
      for (const name in this.#state) {
        const port = portName("state", name);
        if (this.#trace.used.has(port)) feeds[port] = current.get(name)!;
        fetches[portName("next", name)] = next.get(name)!;
      }
      await this.#session.run(feeds, fetches);
    });
    return values;
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}
