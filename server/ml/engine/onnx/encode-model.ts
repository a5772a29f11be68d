import { ProtoWriter } from "./proto-writer.ts";

/** Element types inside a graph: int64 never leaves it, but ONNX wants it for shapes and axes. */
export type OnnxType = "float32" | "int32" | "int64" | "bool";

/** An integer, a string, a list of integers, or a float. */
export type Attribute = number | string | readonly number[] | { readonly float: number };

/** One operator of a graph, with the names of the values it reads and writes. */
export interface OnnxNode {
  readonly name: string;
  readonly op: string;
  /** Empty for ONNX's own operators, "com.microsoft" for ONNX Runtime's. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named value of a graph. */
export interface OnnxValue {
  readonly name: string;
  readonly dtype: OnnxType;
  readonly shape: readonly number[];
}

/** A value whose elements are part of the graph. */
export interface OnnxInitializer extends OnnxValue {
  readonly data: Float32Array | Int32Array | Uint8Array | BigInt64Array;
}

/** A whole graph, its nodes in an order in which they can be computed. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

const typeCode = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
const IR_VERSION = 10;
const OPSET = 21;

/** TensorProto.DataType in onnx.proto3. */
export const onnxTypeCode = (dtype: OnnxType): number => typeCode[dtype];

/** Serialises a graph as an ONNX ModelProto (field numbers from onnx.proto3). */
export function encodeModel(graph: OnnxGraph): Uint8Array {
  const body = new ProtoWriter();
  for (const node of graph.nodes) body.message(1, encodeNode(node));
  body.text(2, "traced");
  for (const initializer of graph.initializers) body.message(5, encodeTensor(initializer));
  for (const input of graph.inputs) body.message(11, encodeValueInfo(input));
  for (const output of graph.outputs) body.message(12, encodeValueInfo(output));
  return new ProtoWriter()
    .integer(1, IR_VERSION)
    .message(7, body)
    .message(8, new ProtoWriter().text(1, "").integer(2, OPSET))
    .message(8, new ProtoWriter().text(1, "com.microsoft").integer(2, 1))
    .finish();
}

function encodeNode(node: OnnxNode): ProtoWriter {
  const writer = new ProtoWriter();
  for (const input of node.inputs) writer.text(1, input);
  for (const output of node.outputs) writer.text(2, output);
  writer.text(3, node.name).text(4, node.op);
  for (const [name, value] of Object.entries(node.attributes)) writer.message(5, encodeAttribute(name, value));
  return writer.text(7, node.domain);
}

function encodeAttribute(name: string, value: Attribute): ProtoWriter {
  const writer = new ProtoWriter().text(1, name);
  if (typeof value === "string") return writer.text(4, value).integer(20, 3);
  if (typeof value === "number") return writer.integer(3, value).integer(20, 2);
  if ("float" in value) return writer.float(2, value.float).integer(20, 1);
  for (const element of value) writer.integer(8, element);
  return writer.integer(20, 7);
}

function encodeTensor({ name, dtype, shape, data }: OnnxInitializer): ProtoWriter {
  const writer = new ProtoWriter();
  for (const dim of shape) writer.integer(1, dim);
  return writer
    .integer(2, typeCode[dtype])
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function encodeValueInfo({ name, dtype, shape }: OnnxValue): ProtoWriter {
  const dims = new ProtoWriter();
  for (const dim of shape) dims.message(1, new ProtoWriter().integer(1, dim));
  const tensor = new ProtoWriter().integer(1, typeCode[dtype]).message(2, dims);
  return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
}
