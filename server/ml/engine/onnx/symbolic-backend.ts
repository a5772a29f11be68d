import * as tf from "@tensorflow/tfjs";
import { allocate, type DType, sizeOf } from "../contract.ts";
import { type Symbolic, uniform } from "./symbolic.ts";

type DataId = object;

/** TensorFlow.js operations whose result would be drawn once, while tracing, and never again. */
const randomOperations = /^(random|truncatedNormal|rand|dropout|multinomial)/;

/** A TensorFlow.js backend whose tensors are symbolic values; its kernels are registered by `registerOnnxBackend`. */
export class SymbolicBackend extends tf.KernelBackend {
  readonly #entries = new Map<DataId, { symbolic: Symbolic; references: number }>();
  readonly #storage = new tf.DataStorage<null>(this, tf.engine());

  /** A tensor description for a symbolic value. */
  put(symbolic: Symbolic): tf.TensorInfo {
    const dataId = {};
    this.#register(dataId, symbolic, 1);
    return { dataId, shape: [...symbolic.shape], dtype: symbolic.dtype === "int64" ? "int32" : symbolic.dtype };
  }

  symbolicOf(tensor: tf.TensorInfo): Symbolic {
    this.#storage.get(tensor.dataId); // moves a tensor of another backend here
    return this.#entry(tensor.dataId).symbolic;
  }

  override write(values: tf.backend_util.TypedArray, shape: number[], dtype: tf.DataType): DataId {
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: Parameters<tf.KernelBackend["move"]>[1] | null,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (dtype === "string" || dtype === "complex64") throw new Error(`tensors of type ${dtype} are not supported`);
    refuseRandomness();
    const known = (values as tf.backend_util.TypedArray | null) ?? allocate(dtype, sizeOf(shape));
    this.#register(dataId, symbolicOfValues(known, shape, dtype), references);
  }

  override readSync(dataId: DataId): tf.backend_util.TypedArray {
    const { symbolic } = this.#entry(dataId);
    if (symbolic.kind === "known") return symbolic.values;
    if (symbolic.kind === "uniform" && symbolic.dtype !== "int64") {
      return allocate(symbolic.dtype, sizeOf(symbolic.shape)).fill(symbolic.value);
    }
    throw new Error(
      "a tensor's value is read while tracing (dataSync, arraySync, data, print); use tf.where and masks instead",
    );
  }

  override async read(dataId: DataId): Promise<tf.backend_util.TypedArray> {
    return this.readSync(dataId);
  }

  override numDataIds(): number {
    return this.#entries.size;
  }

  override refCount(dataId: DataId): number {
    return this.#entries.get(dataId)?.references ?? 0;
  }

  override incRef(dataId: DataId): void {
    this.#entry(dataId).references++;
  }

  decRef(dataId: DataId): void {
    const entry = this.#entries.get(dataId);
    if (entry) entry.references--;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const entry = this.#entries.get(dataId);
    if (!entry) return true;
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.#entries.delete(dataId);
    this.#storage.delete(dataId);
    return true;
  }

  override memory(): { unreliable: boolean } {
    return { unreliable: true };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.#entries.clear();
  }

  #register(dataId: DataId, symbolic: Symbolic, references: number): void {
    this.#storage.set(dataId, null);
    this.#entries.set(dataId, { symbolic, references });
  }

  #entry(dataId: DataId): { symbolic: Symbolic; references: number } {
    const entry = this.#entries.get(dataId);
    if (!entry) throw new Error("a disposed tensor is used");
    return entry;
  }
}

function symbolicOfValues(values: tf.backend_util.TypedArray, shape: number[], dtype: DType): Symbolic {
  const first = values[0] ?? 0;
  if (values.every((value) => value === first)) return uniform(shape, dtype, first);
  // A copy: the caller may overwrite its array before the graph is finished.
  const copy = allocate(dtype, values.length);
  copy.set(values);
  return { kind: "known", shape, dtype, values: copy };
}

function refuseRandomness(): void {
  const { activeScope, scopeStack } = tf.engine().state;
  const scope = [...scopeStack, activeScope].find((one) => one && randomOperations.test(one.name));
  if (!scope) return;
  const operation = scope.name.replace(/__op$/, "");
  throw new Error(
    `tf.${operation} would draw its numbers once and freeze them into the graph; pass noise in as an input`,
  );
}
