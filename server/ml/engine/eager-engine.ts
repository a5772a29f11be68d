import * as tf from "@tensorflow/tfjs";
import {
  callerOf,
  checkConstants,
  checkInitial,
  checkInputs,
  checkSameSpecs,
  checkStateSpecs,
} from "./check-arguments.ts";
import {
  allocate,
  type Compiled,
  type CompiledStep,
  type CompileOptions,
  type ConstantOptions,
  type Constants,
  type DType,
  dtypeOf,
  type Engine,
  type EngineName,
  type Specs,
  type StepState,
  sizeOf,
  type Tensors,
  type Values,
} from "./contract.ts";
import { mapValues } from "./map-values.ts";

/** Calls functions anew in every run, on a TensorFlow.js backend that is already initialised. */
export class EagerEngine implements Engine {
  readonly name: EngineName;
  readonly reason: string;
  readonly device = "cpu";
  readonly #backend: string;

  constructor(name: EngineName, backend: string, reason: string) {
    this.name = name;
    this.reason = reason;
    this.#backend = backend;
  }

  async compile(
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    options: CompileOptions & ConstantOptions = {},
  ): Promise<Compiled> {
    const constants = options.constants ?? {};
    const caller = callerOf("compile", fn, options.name);
    checkConstants(caller, constants, constants);
    return this.#compiled(caller, fn, inputs, constants);
  }

  async compileStep(
    fn: (state: Tensors, inputs: Tensors) => { state: Tensors; outputs: Tensors },
    specs: Specs,
    inputs: Specs,
    options: CompileOptions = {},
  ): Promise<CompiledStep> {
    const caller = callerOf("compileStep", fn, options.name);
    checkStateSpecs(caller, specs);
    return {
      run: async (state, values) => {
        if (!(state instanceof EagerState))
          throw new Error(`${caller}: its state was not made by createState of the ${this.name} engine`);
        checkSameSpecs(`${caller}: the state`, specs, state.specs);
        checkInputs(caller, inputs, values);
        return this.#eagerly(() => {
          const result = fn(tensorsOf(specs, state.values), tensorsOf(inputs, values));
          checkSameSpecs(`${caller}: the returned state`, specs, specsOf(result.state));
          const next = valuesOf(result.state);
          const outputs = valuesOf(result.outputs); // before the state changes: on the CPU tensors share its arrays
          for (const name in specs) state.values[name]!.set(next[name]!);
          return outputs;
        });
      },
      dispose: async () => {},
    };
  }

  createState(specs: Specs, initial: Readonly<Record<string, Values>>): StepState {
    checkInitial(specs, initial);
    return new EagerState(specs, initial);
  }

  #compiled(
    caller: string,
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    constants: Constants,
  ): Compiled {
    const weights = this.#on(() =>
      tensorsOf(
        constants,
        mapValues(constants, ({ values }) => values.slice()),
      ),
    );
    return {
      run: async (values, into = {}) => {
        checkInputs(caller, inputs, values);
        return this.#eagerly(() => valuesOf(fn(tensorsOf(inputs, values), weights), into));
      },
      withConstants: async (next) => {
        checkConstants(caller, constants, next);
        return this.#compiled(caller, fn, inputs, next);
      },
      dispose: async () => tf.dispose(Object.values(weights)),
    };
  }

  #eagerly<T>(body: () => T): T {
    return this.#on(() => {
      tf.engine().startScope("run");
      try {
        return body();
      } finally {
        tf.engine().endScope();
      }
    });
  }

  #on<T>(body: () => T): T {
    const previous = tf.getBackend();
    tf.setBackend(this.#backend);
    try {
      return body();
    } finally {
      tf.setBackend(previous);
    }
  }
}

class EagerState implements StepState {
  readonly specs: Specs;
  readonly values: Readonly<Record<string, Float32Array>>;

  constructor(specs: Specs, initial: Readonly<Record<string, Values>>) {
    this.specs = specs;
    this.values = mapValues(specs, (spec, name) => {
      const values = new Float32Array(sizeOf(spec.shape));
      const given = initial[name];
      if (given) values.set(given);
      return values;
    });
  }
}

const tensorsOf = (specs: Specs, values: Readonly<Record<string, Values>>): Record<string, tf.Tensor> =>
  mapValues(specs, (spec, name) => tf.tensor(values[name]!, [...spec.shape], dtypeOf(spec)));

const specsOf = (tensors: Tensors): Specs =>
  mapValues(tensors, (tensor) => ({ shape: tensor.shape, dtype: tensor.dtype as DType }));

/** Copies: on some backends the array read is the tensor's own memory, or even the caller's input. */
const valuesOf = (tensors: Tensors, into: Readonly<Record<string, Values>> = {}): Record<string, Values> =>
  mapValues(tensors, (tensor, name) => {
    const copy = into[name] ?? allocate(tensor.dtype as DType, tensor.size);
    copy.set(tensor.dataSync());
    return copy;
  });
