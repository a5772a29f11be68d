import type { Graph } from "../graph.ts";
import type { Symbolic } from "../symbolic.ts";

type Result = Symbolic | readonly Symbolic[];

/** Appends to a graph what one TensorFlow.js kernel computes. */
export type Kernel = (
  graph: Graph,
  inputs: Readonly<Record<string, Symbolic>>,
  attributes: Readonly<Record<string, unknown>>,
) => Result;

/** Kernels by their TensorFlow.js names. */
export type Kernels = Readonly<Record<string, Kernel>>;

/**
 * Declares a kernel by the names of its inputs and the type of its attributes, both as TensorFlow.js documents them in
 * its kernel_names.ts; TensorFlow.js itself passes them untyped.
 */
export const kernel = <Input extends string, Attributes = unknown>(
  build: (graph: Graph, inputs: Readonly<Record<Input, Symbolic>>, attributes: Attributes) => Result,
): Kernel => build as Kernel;

/** An axis counted from the front. */
export const axisFromFront = (axis: number, rank: number): number => (axis < 0 ? axis + rank : axis);
