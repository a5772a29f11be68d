import type * as tf from "@tensorflow/tfjs";

/** Element type of a tensor. */
export type DType = "float32" | "int32" | "bool";

/** Shape and element type of one tensor; float32 unless said otherwise. */
export interface Spec {
  readonly shape: readonly number[];
  readonly dtype?: DType;
}

/** By name. */
export type Specs = Readonly<Record<string, Spec>>;

/** Row-major elements: float32, int32, and bool as bytes. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** By name. */
export type Tensors = Readonly<Record<string, tf.Tensor>>;

/** Weights that a compiled function keeps between runs. */
export type Constants = Readonly<Record<string, { readonly shape: readonly number[]; readonly values: Float32Array }>>;

/** How a function is compiled. */
export interface CompileOptions {
  /** Names the function in errors; its own name unless given. */
  readonly name?: string;
  /** Threads inside one operator; one unless given. */
  readonly threads?: number;
}

/** What a compiled function keeps between runs. */
export interface ConstantOptions {
  readonly constants?: Constants;
  /**
   * Leaves the constants in the caller's arrays, which must not change then, and hands them to every run: for weights of which no
   * session can have a copy of its own. A GPU keeps one copy of each of these arrays as long as such a function is open, and every
   * function there that is handed the array, as an input too, reads that copy. Engines without sessions ignore it.
   */
  readonly shareConstants?: boolean;
}

/** Where an engine computes. `webgpu` is for `onnx` alone. */
export type EngineDevice = "cpu" | "webgpu";

/** `cpu` is for tests alone. */
export type EngineName = "onnx" | "wasm" | "tensorflow" | "cpu";

/**
 * What runs the model code: compiles a function written with the TensorFlow.js API once, and runs it many times.
 * All records are flat; all tensors have static shapes.
 */
export interface Engine {
  readonly name: EngineName;
  /** Why this engine was chosen, for the log. */
  readonly reason: string;
  /** Where it computes now: the CPU after a GPU has failed. */
  readonly device: EngineDevice;

  /**
   * Compiles a pure synchronous function. `onnx` calls it once, here; the eager engines call it in every run.
   * `constants` become part of the session, so that ONNX Runtime can prepack them for its matrix products, unless they are shared.
   * Throws an Error naming the function when it uses an unsupported kernel, reads a tensor's value or draws random numbers.
   */
  compile(
    fn: (inputs: Tensors, constants: Tensors) => Tensors,
    inputs: Specs,
    options?: CompileOptions & ConstantOptions,
  ): Promise<Compiled>;

  /** Compiles a pure state transition, such as a whole training step with its optimizer. The state is float32. */
  compileStep(
    fn: (state: Tensors, inputs: Tensors) => { state: Tensors; outputs: Tensors },
    state: Specs,
    inputs: Specs,
    options?: CompileOptions,
  ): Promise<CompiledStep>;

  /** State for compiled steps; names missing from `initial` start at zero. Values are copied in. */
  createState(specs: Specs, initial: Readonly<Record<string, Values>>): StepState;
}

/** A compiled function. */
export interface Compiled {
  /**
   * Runs on inputs of exactly the compiled shapes. The returned arrays belong to the caller.
   * @param into what an earlier run returned: its arrays are overwritten and returned again
   */
  run(inputs: Readonly<Record<string, Values>>, into?: Record<string, Values>): Promise<Record<string, Values>>;
  /** The same function with new weights, without tracing again. This one stays usable until disposed of. */
  withConstants(constants: Constants): Promise<Compiled>;
  dispose(): Promise<void>;
}

/** A compiled state transition. */
export interface CompiledStep {
  /** Advances `state` by one step. Steps compiled for different input shapes can share a state, one run at a time. */
  run(state: StepState, inputs: Readonly<Record<string, Values>>): Promise<Record<string, Values>>;
  dispose(): Promise<void>;
}

/** What compiled steps move on, such as parameters with their optimizer. */
export interface StepState {
  /** The current values, live: valid until the next run, and writing to them changes the state. */
  readonly values: Readonly<Record<string, Float32Array>>;
}

const constructors = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;

/** The element type of a spec. */
export const dtypeOf = (spec: Spec): DType => spec.dtype ?? "float32";

/** The number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((product, dim) => product * dim, 1);

/** A zeroed array for `size` elements of a type. */
export const allocate = (dtype: DType, size: number): Values => new constructors[dtype](size);

/** Whether an array holds elements of a type. */
export const holds = (dtype: DType, values: unknown): values is Values => values instanceof constructors[dtype];

/** The class of arrays that hold a type, for error messages. */
export const arrayNameOf = (dtype: DType): string => constructors[dtype].name;
