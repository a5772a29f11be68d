import { allocate, type Constants, type EngineDevice, sizeOf } from "../contract.ts";
import type { Attribute, OnnxGraph, OnnxInitializer, OnnxNode, OnnxType, OnnxValue } from "./encode-model.ts";
import { type Computed, padRank, type Symbolic, sameShape, uniform } from "./symbolic.ts";

/** Constants up to this many elements are shared when equal. */
const SMALL = 64;

/** An ONNX graph under construction. Nodes with the same operator, inputs and attributes are appended once. */
export class Graph {
  /** Where it is to run. */
  readonly device: EngineDevice;
  readonly #nodes: OnnxNode[] = [];
  readonly #inputs: OnnxValue[] = [];
  readonly #outputs: OnnxValue[] = [];
  readonly #initializers: OnnxInitializer[] = [];
  readonly #weights: (OnnxValue & { readonly key: string })[] = [];
  readonly #outputsOf = new Map<string, readonly string[]>();
  readonly #smallConstants = new Map<string, string>();
  readonly #largeConstants = new Map<object, string>();
  #values = 0;

  constructor(device: EngineDevice) {
    this.device = device;
  }

  input(name: string, dtype: OnnxType, shape: readonly number[]): Computed {
    this.#inputs.push({ name, dtype, shape });
    return this.computed(name, dtype, shape);
  }

  /** A weight: its data comes only with `finish`, so it is never folded. */
  weight(key: string, shape: readonly number[]): Computed {
    const name = `weight ${key}`;
    this.#weights.push({ key, name, dtype: "float32", shape });
    return this.computed(name, "float32", shape);
  }

  output(name: string, value: Symbolic): void {
    this.#outputs.push({ name, dtype: value.dtype, shape: value.shape });
    this.#nodes.push({
      name: `output ${name}`,
      op: "Identity",
      domain: "",
      inputs: [this.full(value)],
      outputs: [name],
      attributes: {},
    });
  }

  computed(name: string, dtype: OnnxType, shape: readonly number[], actual: readonly number[] = shape): Computed {
    return { kind: "computed", shape, dtype, graph: this, name, actual };
  }

  /** Appends a node, or finds the same one, and returns the names of its outputs. An empty input name is an absent one. */
  emit(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    outputCount = 1,
    domain = "",
  ): readonly string[] {
    const key = JSON.stringify([op, domain, inputs, attributes, outputCount]);
    const known = this.#outputsOf.get(key);
    if (known) return known;
    const outputs = Array.from({ length: outputCount }, () => `v${this.#values++}`);
    this.#nodes.push({ name: `${op} ${this.#nodes.length}`, op, domain, inputs, outputs, attributes });
    this.#outputsOf.set(key, outputs);
    return outputs;
  }

  /** Appends a node with one output and returns its value. */
  node(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>>,
    dtype: OnnxType,
    shape: readonly number[],
    actual: readonly number[] = shape,
  ): Computed {
    return this.computed(this.emit(op, inputs, attributes)[0]!, dtype, shape, actual);
  }

  /** A value as it is, for operators that broadcast by themselves. */
  operand(value: Symbolic): { readonly name: string; readonly actual: readonly number[] } {
    switch (value.kind) {
      case "uniform":
        return { name: this.#scalar(value.dtype, value.value), actual: [] };
      case "known":
        return { name: this.#constant(value.dtype, value.shape, value.values), actual: value.shape };
      case "computed":
        if (value.graph !== this) {
          throw new Error(
            "a tensor of an earlier trace is used; tensors can't be kept from one compiled function to another",
          );
        }
        return value;
    }
  }

  /** A value whose array has the rank of its shape. */
  ranked(value: Symbolic): { readonly name: string; readonly actual: readonly number[] } {
    const { name, actual } = this.operand(value);
    if (actual.length === value.shape.length) return { name, actual };
    const padded = padRank(actual, value.shape.length);
    return { name: this.emit("Reshape", [name, this.int64s(padded)])[0]!, actual: padded };
  }

  /** A value whose array has exactly its shape. */
  full(value: Symbolic): string {
    const { name, actual } = this.operand(value);
    if (sameShape(actual, value.shape)) return name;
    return this.emit("Expand", [name, this.int64s(value.shape)])[0]!;
  }

  /** A one-dimensional int64 constant: axes, shapes, offsets. */
  int64s(values: readonly number[]): string {
    return this.#constant("int64", [values.length], BigInt64Array.from(values, BigInt));
  }

  float32s(values: readonly number[]): string {
    return this.#constant("float32", [values.length], Float32Array.from(values));
  }

  scalar(dtype: OnnxType, value: number): string {
    return this.#scalar(dtype, uniform([], dtype, value).value);
  }

  /** The finished graph without what no output needs; weights get their data each time it is asked for. */
  finish(): { readonly used: ReadonlySet<string>; graph(weights: Constants): OnnxGraph } {
    const { nodes, used } = withoutDeadNodes(this.#nodes, this.#outputs);
    const inputs = this.#inputs.filter((input) => used.has(input.name));
    const constants = this.#initializers.filter((initializer) => used.has(initializer.name));
    const weightValues = this.#weights.filter((weight) => used.has(weight.name));
    const outputs = this.#outputs;
    return {
      used,
      graph: (weights) => {
        const data = weightValues.map((weight) => ({ ...weight, data: weights[weight.key]!.values }));
        return { nodes, inputs, outputs, initializers: [...constants, ...data] };
      },
    };
  }

  #scalar(dtype: OnnxType, value: number): string {
    if (dtype === "int64") return this.#constant(dtype, [], BigInt64Array.of(BigInt(value)));
    const data = allocate(dtype, 1);
    data[0] = value;
    return this.#constant(dtype, [], data);
  }

  #constant(dtype: OnnxType, shape: readonly number[], data: OnnxInitializer["data"]): string {
    const small = sizeOf(shape) <= SMALL;
    const key = `${dtype} ${shape} ${small ? Array.from<number | bigint>(data).map((x) => (Object.is(x, -0) ? "-0" : x)) : ""}`;
    const known = small ? this.#smallConstants.get(key) : this.#largeConstants.get(data);
    if (known) return known;
    const name = `constant ${this.#initializers.length}`;
    this.#initializers.push({ name, dtype, shape, data });
    if (small) this.#smallConstants.set(key, name);
    else this.#largeConstants.set(data, name);
    return name;
  }
}

/**
 * Removes nodes that no output depends on, and lets the node that computes an output write it directly instead of
 * through an Identity, so that the result lands in the caller's buffer.
 */
function withoutDeadNodes(
  nodes: readonly OnnxNode[],
  outputs: readonly OnnxValue[],
): { nodes: OnnxNode[]; used: ReadonlySet<string> } {
  const used = new Set(outputs.map((output) => output.name));
  const live: OnnxNode[] = [];
  for (const node of nodes.toReversed()) {
    if (!node.outputs.some((name) => used.has(name))) continue;
    live.push(node);
    for (const input of node.inputs) used.add(input);
  }
  live.reverse();

  const outputNames = new Set(outputs.map((output) => output.name));
  const isOutputCopy = (node: OnnxNode) => node.op === "Identity" && outputNames.has(node.outputs[0]!);
  const computed = new Set(live.flatMap((node) => (isOutputCopy(node) ? [] : node.outputs)));
  const renamed = new Map<string, string>();
  const kept = live.filter((node) => {
    const source = node.inputs[0]!;
    // An input passed through, and the second output with the same value, do need a copy.
    if (!isOutputCopy(node) || !computed.has(source) || renamed.has(source)) return true;
    renamed.set(source, node.outputs[0]!);
    return false;
  });
  const rename = (name: string) => renamed.get(name) ?? name;
  return {
    nodes: kept.map((node) => ({ ...node, inputs: node.inputs.map(rename), outputs: node.outputs.map(rename) })),
    used,
  };
}
