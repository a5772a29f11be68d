import { sizeOf } from "../../contract.ts";
import type { Graph } from "../graph.ts";
import { type Symbolic, uniform } from "../symbolic.ts";
import { cast, mul } from "./elementwise.ts";
import { axisFromFront, type Kernel, type Kernels, kernel } from "./kernel.ts";

type Axes = number | readonly number[] | null | undefined;

const axesOf = (axis: Axes, rank: number): number[] => {
  if (axis === null || axis === undefined) return Array.from({ length: rank }, (_, i) => i);
  return (typeof axis === "number" ? [axis] : [...axis]).map((one) => axisFromFront(one, rank));
};

/** Sum, mean, maximum or minimum over axes. Along lazily broadcast axes, all but the sum see one element. */
function reduce(graph: Graph, op: string, x: Symbolic, axis: Axes, keepDims: boolean): Symbolic {
  const axes = axesOf(axis, x.shape.length);
  if (axes.length === 0) return x;
  const outer = (shape: readonly number[]) =>
    shape.flatMap((dim, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [dim]));
  const shape = outer(x.shape);
  const isSum = op === "ReduceSum";
  const countOf = (some: readonly number[]) => (isSum ? sizeOf(some.map((i) => x.shape[i]!)) : 1);
  if (x.kind === "uniform") return uniform(shape, x.dtype, x.value * countOf(axes));
  const { name, actual } = graph.ranked(x);
  const attributes = { keepdims: Number(keepDims) };
  const reduced = graph.node(op, [name, graph.int64s(axes)], attributes, x.dtype, shape, outer(actual));
  const repeated = countOf(axes.filter((i) => actual[i] === 1));
  return repeated === 1 ? reduced : mul(graph, reduced, uniform([], x.dtype, repeated));
}

/** TensorFlow.js calls the axes of Max alone `reductionIndices`. */
const reduction = (op: string, prepare: (graph: Graph, x: Symbolic) => Symbolic = (_, x) => x): Kernel =>
  kernel<"x", { axis?: Axes; reductionIndices?: Axes; keepDims?: boolean }>((graph, { x }, attributes) =>
    reduce(graph, op, prepare(graph, x), attributes.axis ?? attributes.reductionIndices, attributes.keepDims ?? false),
  );

export const reduceKernels: Kernels = {
  Sum: reduction("ReduceSum", (graph, x) => (x.dtype === "bool" ? cast(graph, x, "int32") : x)),
  Mean: reduction("ReduceMean", (graph, x) => cast(graph, x, "float32")),
  Max: reduction("ReduceMax"),
  Min: reduction("ReduceMin"),
  ArgMax: kernel<"x", { axis: number }>((graph, { x }, attributes) => {
    const axis = axisFromFront(attributes.axis, x.shape.length);
    const shape = x.shape.toSpliced(axis, 1);
    return cast(graph, graph.node("ArgMax", [graph.full(x)], { axis, keepdims: 0 }, "int64", shape), "int32");
  }),
  TopK: kernel<"x", { k: number; sorted: boolean }>((graph, { x }, { k, sorted }) => {
    const shape = x.shape.with(-1, k);
    const operands = [graph.full(x), graph.int64s([k])];
    const [values, indices] = graph.emit("TopK", operands, { axis: -1, sorted: Number(sorted) }, 2);
    return [graph.computed(values!, x.dtype, shape), cast(graph, graph.computed(indices!, "int64", shape), "int32")];
  }),
  Cumsum: kernel<"x", { axis: number; exclusive: boolean; reverse: boolean }>((graph, { x }, attributes) => {
    const { axis, exclusive, reverse } = attributes;
    const flags = { exclusive: Number(exclusive), reverse: Number(reverse) };
    return graph.node("CumSum", [graph.full(x), graph.scalar("int64", axis)], flags, x.dtype, x.shape);
  }),
  Softmax: kernel<"logits", { dim: number }>((graph, { logits }, { dim }) =>
    graph.node("Softmax", [graph.full(logits)], { axis: dim }, logits.dtype, logits.shape),
  ),
};
