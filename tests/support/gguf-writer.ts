import type { GgufValue } from "../../server/ml/gguf/read-header.ts";

/** A GGUF file as a test wants it; names may stand in it twice. */
export interface GgufParts {
  readonly version?: number;
  readonly fields: readonly (readonly [name: string, value: GgufValue])[];
  readonly tensors: readonly (readonly [name: string, tensor: GgufPart])[];
}
export interface GgufPart {
  readonly type: number;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const TYPES = { int32: 5, float32: 6, bool: 7, text: 8, list: 9, int64: 11 } as const;

/** Writes a file as the format's document says (ggml-org/ggml, "docs/gguf.md"). */
export function formatGguf({ version = 3, fields, tensors }: GgufParts): Uint8Array {
  const parts: Uint8Array[] = [new TextEncoder().encode("GGUF"), uint32(version)];
  parts.push(uint64(tensors.length), uint64(fields.length));
  for (const [name, value] of fields) parts.push(text(name), uint32(typeOf(value)), ...bytesOf(value));
  let offset = 0;
  for (const [name, { type, shape, data }] of tensors) {
    parts.push(text(name), uint32(shape.length), ...[...shape].reverse().map(uint64), uint32(type), uint64(offset));
    offset += Math.ceil(data.length / 32) * 32;
  }
  const header = joined(parts);
  const body = tensors.flatMap(([, { data }]) => [data, new Uint8Array(-data.length & 31)]);
  return joined([header, new Uint8Array(-header.length & 31), ...body]);
}

const joined = (parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const uint32 = (value: number) => new Uint8Array(Uint32Array.of(value).buffer);
const uint64 = (value: number | bigint) => new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);

function text(value: string): Uint8Array {
  const bytes = new TextEncoder().encode(value);
  return joined([uint64(bytes.length), bytes]);
}

function typeOf(value: GgufValue): number {
  if (typeof value === "string") return TYPES.text;
  if (typeof value === "boolean") return TYPES.bool;
  if (typeof value === "bigint") return TYPES.int64;
  if (typeof value === "number") return Number.isInteger(value) ? TYPES.int32 : TYPES.float32;
  return TYPES.list;
}

function bytesOf(value: GgufValue): Uint8Array[] {
  if (typeof value === "string") return [text(value)];
  if (typeof value === "boolean") return [Uint8Array.of(Number(value))];
  if (typeof value === "bigint") return [new Uint8Array(BigInt64Array.of(value).buffer)];
  if (typeof value === "number")
    return [new Uint8Array((Number.isInteger(value) ? Int32Array : Float32Array).of(value).buffer)];
  const floats = value.every((one) => typeof one === "number") && !value.every(Number.isInteger);
  const type = floats ? TYPES.float32 : value.length === 0 ? TYPES.text : typeOf(value[0]!);
  const entries = value.flatMap((one) =>
    floats ? [new Uint8Array(Float32Array.of(Number(one)).buffer)] : bytesOf(one),
  );
  return [uint32(type), uint64(value.length), ...entries];
}
