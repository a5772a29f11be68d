import type { DType } from "../../contract.ts";
import type { Graph } from "../graph.ts";
import { type Symbolic, uniform } from "../symbolic.ts";
import { cast, greater, where } from "./elementwise.ts";
import { axisFromFront, type Kernels, kernel } from "./kernel.ts";
import { reshape } from "./shape.ts";

/** Sums of the rows of `x` that share a segment id: the gradient of a gather. Ids may repeat and need no order. */
function segmentSum(graph: Graph, x: Symbolic, ids: Symbolic, segments: number): Symbolic {
  const shape = x.shape.with(0, segments);
  const column = reshape(
    graph,
    ids,
    x.shape.map((dim, i) => (i === 0 ? dim : 1)),
  );
  const everyElement = graph.emit("Expand", [graph.full(column), graph.int64s(x.shape)])[0]!;
  // Not ScatterND with reduction=add: ONNX Runtime loses updates there with more than one thread.
  const operands = [graph.full(uniform(shape, x.dtype, 0)), everyElement, graph.full(x)];
  return graph.node("ScatterElements", operands, { axis: 0, reduction: "add" }, x.dtype, shape);
}

function oneHot(graph: Graph, indices: Symbolic, depth: number, on: number, off: number): Symbolic {
  // ONNX counts negative indices from the end; TensorFlow.js gives such rows no hot element.
  const zero = uniform([], indices.dtype, 0);
  const rows = where(graph, greater(graph, zero, indices), uniform([], indices.dtype, depth), indices);
  const operands = [graph.full(rows), graph.scalar("int32", depth), graph.float32s([off, on])];
  return graph.node("OneHot", operands, { axis: -1 }, "float32", [...indices.shape, depth]);
}

export const gatherScatterKernels: Kernels = {
  GatherV2: kernel<"x" | "indices", { axis: number; batchDims: number }>((graph, { x, indices }, attributes) => {
    if (attributes.batchDims !== 0) throw new Error("batchDims is not supported");
    const axis = axisFromFront(attributes.axis, x.shape.length);
    const shape = x.shape.toSpliced(axis, 1, ...indices.shape);
    return graph.node("Gather", [graph.full(x), graph.full(cast(graph, indices, "int32"))], { axis }, x.dtype, shape);
  }),
  GatherNd: kernel<"params" | "indices">((graph, { params, indices }) => {
    const shape = [...indices.shape.slice(0, -1), ...params.shape.slice(indices.shape.at(-1)!)];
    const operands = [graph.full(params), graph.full(cast(graph, indices, "int64"))];
    return graph.node("GatherND", operands, {}, params.dtype, shape);
  }),
  UnsortedSegmentSum: kernel<"x" | "segmentIds", { numSegments: number }>((graph, { x, segmentIds }, { numSegments }) =>
    segmentSum(graph, x, segmentIds, numSegments),
  ),
  TensorScatterUpdate: kernel<"tensor" | "indices" | "updates">((graph, { tensor, indices, updates }) => {
    const operands = [graph.full(tensor), graph.full(cast(graph, indices, "int64")), graph.full(updates)];
    return graph.node("ScatterND", operands, {}, tensor.dtype, tensor.shape);
  }),
  OneHot: kernel<"indices", { depth: number; onValue: number; offValue: number; dtype: DType }>(
    (graph, { indices }, { depth, onValue, offValue, dtype }) => {
      // ONNX Runtime makes no int32 one-hots on the CPU: make float32 ones, and remember them for a cast back.
      const asFloat = oneHot(graph, indices, depth, onValue, offValue);
      const typed = cast(graph, asFloat, dtype);
      return typed.kind === "computed" && asFloat.kind === "computed" && typed !== asFloat
        ? { ...typed, asFloat }
        : typed;
    },
  ),
};
