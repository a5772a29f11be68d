import type { Graph } from "../graph.ts";
import { broadcastShape, type Symbolic, sameShape } from "../symbolic.ts";
import { type Kernels, kernel } from "./kernel.ts";
import { transpose } from "./shape.ts";

/** A factor whose batch dimensions may stay broadcast; ONNX broadcasts those itself, but not rows and columns. */
function factor(graph: Graph, x: Symbolic): { readonly name: string; readonly batch: readonly number[] } {
  const { name, actual } = graph.operand(x);
  const whole = actual.length >= 2 && sameShape(actual.slice(-2), x.shape.slice(-2));
  return whole ? { name, batch: actual.slice(0, -2) } : { name: graph.full(x), batch: x.shape.slice(0, -2) };
}

/** Rows and columns exchanged. */
function swapped(graph: Graph, x: Symbolic): Symbolic {
  const [rows, columns] = [x.shape.length - 2, x.shape.length - 1];
  return transpose(graph, x, [...x.shape.keys()].with(rows, columns).with(columns, rows));
}

export const matmulKernels: Kernels = {
  BatchMatMul: kernel<"a" | "b", { transposeA: boolean; transposeB: boolean }>((graph, { a, b }, attributes) => {
    const { transposeA, transposeB } = attributes;
    const rows = a.shape.at(transposeA ? -1 : -2)!;
    const columns = b.shape.at(transposeB ? -2 : -1)!;
    const inner = a.shape.at(transposeA ? -2 : -1);
    if (inner !== b.shape.at(transposeB ? -1 : -2)) {
      throw new Error(
        `inner dimensions of [${a.shape}] and [${b.shape}] differ (transposeA ${transposeA}, transposeB ${transposeB})`,
      );
    }
    const shape = [...broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2)), rows, columns];
    const flags = { transA: Number(transposeA), transB: Number(transposeB) };
    // WebGPU transposes factors of matrices alone: that is much faster than a product of what was transposed before. Those of batches must be.
    const onGpu = graph.device === "webgpu";
    if (onGpu && shape.length === 2 && (transposeA || transposeB))
      return graph.node("Gemm", [graph.full(a), graph.full(b)], flags, a.dtype, shape);
    const left = factor(graph, onGpu && transposeA ? swapped(graph, a) : a);
    const right = factor(graph, onGpu && transposeB ? swapped(graph, b) : b);
    const actual = [...broadcastShape(left.batch, right.batch), rows, columns];
    const names = [left.name, right.name];
    if (onGpu || (!transposeA && !transposeB)) return graph.node("MatMul", names, {}, a.dtype, shape, actual);
    const [product] = graph.emit("FusedMatMul", names, flags, 1, "com.microsoft");
    return graph.computed(product!, a.dtype, shape, actual);
  }),
};
