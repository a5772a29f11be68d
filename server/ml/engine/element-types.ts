import type { DType, Spec, Values } from "./contract.ts";

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
