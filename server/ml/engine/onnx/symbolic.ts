import type { OnnxType } from "./encode-model.ts";

/**
 * The value of a tensor while tracing. `shape` and `dtype` are what TensorFlow.js sees.
 * - computed: a value of the graph. Its `actual` shape only broadcasts to `shape` (fewer or unit dimensions), so that
 *   broadcasting costs nothing until an operator needs the full array; gradients of sums multiply by ones everywhere.
 * - uniform: every element is `value`.
 * - known: elements known while tracing, such as a causal mask.
 */
export type Symbolic = Computed | Uniform | Known;

/** A value that the graph computes. */
export interface Computed {
  readonly kind: "computed";
  readonly shape: readonly number[];
  readonly dtype: OnnxType;
  /** Which graph it belongs to; only compared, so that a value is used in no other one. */
  readonly graph: object;
  readonly name: string;
  readonly actual: readonly number[];
  /** The same elements as float32, where they existed before a cast. */
  readonly asFloat?: Computed;
}

/** A value all of whose elements are the same number. */
export interface Uniform {
  readonly kind: "uniform";
  readonly shape: readonly number[];
  readonly dtype: OnnxType;
  readonly value: number;
}

/** A value whose elements are known while tracing. */
interface Known {
  readonly kind: "known";
  readonly shape: readonly number[];
  readonly dtype: OnnxType;
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** A uniform value, rounded as its type stores it. */
export function uniform(shape: readonly number[], dtype: OnnxType, value: number): Uniform {
  const stored = dtype === "float32" ? Math.fround(value) : dtype === "bool" ? Number(value !== 0) : Math.trunc(value);
  return { kind: "uniform", shape, dtype, value: stored };
}

/** Whether two shapes have the same dimensions. */
export const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/** A shape with unit dimensions put in front, up to a rank. */
export const padRank = (shape: readonly number[], rank: number): number[] => [
  ...Array<number>(rank - shape.length).fill(1),
  ...shape,
];

/** The shape that two values broadcast to, as in NumPy. Throws an Error when they don't. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  const [left, right] = [padRank(a, rank), padRank(b, rank)];
  return left.map((dim, i) => {
    const other = right[i]!;
    if (dim !== other && dim !== 1 && other !== 1) throw new Error(`shapes [${a}] and [${b}] don't broadcast`);
    return dim === 1 ? other : dim;
  });
}
