import * as tf from "@tensorflow/tfjs";
import { type DType, sizeOf } from "../../contract.ts";
import type { Graph } from "../graph.ts";
import { padRank, type Symbolic, sameShape, uniform } from "../symbolic.ts";
import { broadcastTo, where } from "./elementwise.ts";
import { axisFromFront, type Kernels, kernel } from "./kernel.ts";

/** The actual shape after a reshape that only adds or removes unit dimensions, or null for any other reshape. */
function reshapedBroadcast(from: readonly number[], actual: readonly number[], to: readonly number[]): number[] | null {
  const kept = from.map((dim, i) => ({ dim, actual: actual[i]! })).filter(({ dim }) => dim !== 1);
  if (
    !sameShape(
      kept.map(({ dim }) => dim),
      to.filter((dim) => dim !== 1),
    )
  )
    return null;
  let next = 0;
  return to.map((dim) => (dim === 1 ? 1 : kept[next++]!.actual));
}

/** The same elements in another shape; -1 stands for the dimension that is left. */
export function reshape(graph: Graph, x: Symbolic, shape: readonly number[]): Symbolic {
  const inferred = sizeOf(x.shape) / sizeOf(shape.filter((dim) => dim !== -1));
  const target = shape.map((dim) => (dim === -1 ? inferred : dim));
  if (sameShape(target, x.shape)) return x;
  if (x.kind === "uniform") return uniform(target, x.dtype, x.value);
  const { name, actual } = graph.operand(x);
  if (!sameShape(actual, x.shape)) {
    const kept = reshapedBroadcast(x.shape, padRank(actual, x.shape.length), target);
    if (kept) return graph.node("Reshape", [name, graph.int64s(kept)], {}, x.dtype, target, kept);
  }
  return graph.node("Reshape", [graph.full(x), graph.int64s(target)], {}, x.dtype, target);
}

/** A further dimension of one element at `axis`. */
export function expandDims(graph: Graph, x: Symbolic, axis: number): Symbolic {
  return reshape(graph, x, x.shape.toSpliced(axisFromFront(axis, x.shape.length + 1), 0, 1));
}

/** Dimensions in the order `perm`. */
export function transpose(graph: Graph, x: Symbolic, perm: readonly number[]): Symbolic {
  const shape = perm.map((axis) => x.shape[axis]!);
  if (perm.every((axis, i) => axis === i)) return x;
  if (x.kind === "uniform") return uniform(shape, x.dtype, x.value);
  const { name, actual } = graph.ranked(x);
  return graph.node(
    "Transpose",
    [name],
    { perm: [...perm] },
    x.dtype,
    shape,
    perm.map((axis) => actual[axis]!),
  );
}

function slice(graph: Graph, x: Symbolic, begin: readonly number[], shape: readonly number[]): Symbolic {
  const axes = shape.map((_, axis) => axis).filter((axis) => shape[axis] !== x.shape[axis]);
  if (axes.length === 0) return x;
  if (x.kind === "uniform") return uniform(shape, x.dtype, x.value);
  const starts = axes.map((axis) => begin[axis]!);
  const ends = axes.map((axis) => begin[axis]! + shape[axis]!);
  const operands = [graph.full(x), graph.int64s(starts), graph.int64s(ends), graph.int64s(axes)];
  return graph.node("Slice", operands, {}, x.dtype, shape);
}

/** Values one after another along `axis`; empty ones are left out. */
export function concat(graph: Graph, values: readonly Symbolic[], axis: number): Symbolic {
  const parts = values.filter((value) => sizeOf(value.shape) > 0);
  const first = parts[0];
  if (!first) return values[0]!;
  if (parts.length === 1) return first;
  const at = axisFromFront(axis, first.shape.length);
  const shape = first.shape.with(
    at,
    parts.reduce((total, part) => total + part.shape[at]!, 0),
  );
  return graph.node(
    "Concat",
    parts.map((part) => graph.full(part)),
    { axis: at },
    first.dtype,
    shape,
  );
}

function split(graph: Graph, x: Symbolic, sizes: readonly number[], axis: number): Symbolic[] {
  const names = graph.emit("Split", [graph.full(x), graph.int64s(sizes)], { axis }, sizes.length);
  return sizes.map((size, i) => graph.computed(names[i]!, x.dtype, x.shape.with(axis, size)));
}

function tile(graph: Graph, x: Symbolic, reps: readonly number[]): Symbolic {
  const shape = x.shape.map((dim, axis) => dim * reps[axis]!);
  if (reps.every((count, axis) => count === 1 || x.shape[axis] === 1)) return broadcastTo(graph, x, shape);
  if (x.kind === "uniform") return uniform(shape, x.dtype, x.value);
  return graph.node("Tile", [graph.full(x), graph.int64s(reps)], {}, x.dtype, shape);
}

/** For functions of TensorFlow.js that want a tensor and look at its shape. */
const shapeOnly = (x: Symbolic): tf.Tensor => ({ shape: x.shape, rank: x.shape.length }) as unknown as tf.Tensor;

export const shapeKernels: Kernels = {
  Reshape: kernel<"x", { shape: number[] }>((graph, { x }, { shape }) => reshape(graph, x, shape)),
  ExpandDims: kernel<"input", { dim: number }>((graph, { input }, { dim }) => expandDims(graph, input, dim)),
  Transpose: kernel<"x", { perm: number[] }>((graph, { x }, { perm }) => transpose(graph, x, perm)),
  Slice: kernel<"x", { begin: number | number[]; size: number | number[] }>((graph, { x }, attributes) => {
    const [begin, shape] = tf.slice_util.parseSliceParams(shapeOnly(x), attributes.begin, attributes.size);
    return slice(graph, x, begin!, shape!);
  }),
  Concat: (graph, inputs, attributes) => concat(graph, Object.values(inputs), attributes.axis as number),
  Pack: (graph, inputs, attributes) => {
    const values = Object.values(inputs);
    const axis = axisFromFront(attributes.axis as number, values[0]!.shape.length + 1);
    return concat(
      graph,
      values.map((value) => expandDims(graph, value, axis)),
      axis,
    );
  },
  SplitV: kernel<"x", { numOrSizeSplits: number | number[]; axis: number }>((graph, { x }, attributes) => {
    const axis = axisFromFront(attributes.axis, x.shape.length);
    const sizes = tf.backend_util.prepareSplitSize(shapeOnly(x), attributes.numOrSizeSplits, axis);
    return split(graph, x, sizes, axis);
  }),
  Unpack: kernel<"value", { axis: number }>((graph, { value }, attributes) => {
    const axis = axisFromFront(attributes.axis, value.shape.length);
    const ones = Array<number>(value.shape[axis]!).fill(1);
    const shape = value.shape.toSpliced(axis, 1);
    return split(graph, value, ones, axis).map((part) => reshape(graph, part, shape));
  }),
  Tile: kernel<"x", { reps: number[] }>((graph, { x }, { reps }) => tile(graph, x, reps)),
  PadV2: kernel<"x", { paddings: [number, number][]; constantValue: number }>((graph, { x }, attributes) => {
    const { paddings, constantValue } = attributes;
    const shape = x.shape.map((dim, axis) => dim + paddings[axis]![0] + paddings[axis]![1]);
    const pads = graph.int64s([...paddings.map(([before]) => before), ...paddings.map(([, after]) => after)]);
    return graph.node("Pad", [graph.full(x), pads, graph.scalar(x.dtype, constantValue)], {}, x.dtype, shape);
  }),
  Select: kernel<"condition" | "t" | "e">((graph, { condition, t, e }) => {
    // A one-dimensional condition selects rows (tf.where follows TensorFlow 1 there).
    const rows = condition.shape.length === 1 && t.shape.length > 1;
    const aligned = rows
      ? reshape(
          graph,
          condition,
          t.shape.map((_, i) => (i === 0 ? condition.shape[0]! : 1)),
        )
      : condition;
    return where(graph, aligned, t, e);
  }),
  Fill: kernel<never, { shape: number[]; value: number; dtype?: DType }>((_, __, attributes) =>
    uniform(attributes.shape, attributes.dtype ?? "float32", attributes.value),
  ),
  Range: kernel<never, { start: number; stop: number; step: number; dtype?: "float32" | "int32" }>(
    (_, __, attributes) => {
      const { start, stop, step, dtype = "float32" } = attributes;
      const count = Math.max(0, Math.ceil((stop - start) / step));
      const at = (_value: unknown, i: number) => start + i * step;
      const values =
        dtype === "float32" ? Float32Array.from({ length: count }, at) : Int32Array.from({ length: count }, at);
      return { kind: "known", shape: [count], dtype, values };
    },
  ),
};
