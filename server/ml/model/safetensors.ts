import { type FileHandle, open } from "node:fs/promises";

// The safetensors file format: u64 little-endian header length, JSON header, row-major data (huggingface/safetensors, "Format"). F32, F16 and
// BF16 are read into Float32Array; F32 and F16 are written.

/** Elements in row-major order. */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
/** By name. */
export type NamedTensors = Readonly<Record<string, NamedTensor>>;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const WIDTHS: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };
/** Types of tensors that are numbers to train from; others stand in a header and can't be read. */
export const READABLE_TYPES: readonly string[] = Object.keys(WIDTHS);
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** Half-precision bits to a number (IEEE 754 binary16). */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Numbers from the bytes of a tensor, in memory of their own. */
function decodeTensor(name: string, data: Uint8Array, dtype: string): Float32Array {
  if (!READABLE_TYPES.includes(dtype))
    throw new Error(`tensor "${name}" has type ${dtype}; only F32, F16 and BF16 can be read`);
  const bytes = new Uint8Array(data); // aligned, which the slice of a Buffer is not
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  const values = new Float32Array(halves.length);
  const bits = new Uint32Array(values.buffer);
  if (dtype === "F16") for (let i = 0; i < halves.length; i++) values[i] = fromHalf(halves[i]!);
  else for (let i = 0; i < halves.length; i++) bits[i] = halves[i]! << 16;
  return values;
}

/** Whether a value of the header describes a tensor; its offsets may still lie outside the file. */
function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const areSizes = (list: unknown) => Array.isArray(list) && list.every((one) => Number.isSafeInteger(one) && one >= 0);
  return typeof dtype === "string" && areSizes(shape) && areSizes(data_offsets);
}

/** In bytes, by the format. */
const LONGEST_HEADER = 100_000_000;

/** Where the header of a file ends, from its first eight bytes. */
function headerEnd(first: Uint8Array, fileSize: number): number {
  if (fileSize < 8) throw new Error(`file of ${fileSize} bytes is too short to be safetensors`);
  const length = Number(new DataView(first.buffer, first.byteOffset, 8).getBigUint64(0, true));
  if (length > LONGEST_HEADER) throw new Error("it doesn't begin as a safetensors file does; was it downloaded whole?");
  if (8 + length > fileSize) throw new Error(`truncated: the header alone should have ${length} bytes`);
  return 8 + length;
}

function parseHeader(json: Uint8Array): Readonly<Record<string, unknown>> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(json));
  } catch {
    throw new Error("the header is not JSON; is this a safetensors file?");
  }
  if (typeof header !== "object" || header === null)
    throw new Error("the header is no JSON object; is this a safetensors file?");
  return header as Readonly<Record<string, unknown>>;
}

/** Where a tensor stands in its file, in bytes. */
export interface StoredTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** Reads a header, which lies from byte 8 to `body`. Throws an error that names the tensor when one overlaps the end or has a wrong size. */
function tensorLayout(json: Uint8Array, body: number, fileSize: number): Readonly<Record<string, StoredTensor>> {
  const tensors: Record<string, StoredTensor> = {};
  for (const [name, entry] of Object.entries(parseHeader(json))) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw new Error(`tensor "${name}" lacks its type, shape or offsets in the header`);
    const width = WIDTHS[entry.dtype];
    const [from, to] = entry.data_offsets;
    if (body + to > fileSize) throw new Error(`truncated: tensor "${name}" ends at byte ${body + to} of ${fileSize}`);
    if (to < from || (width !== undefined && to - from !== sizeOf(entry.shape) * width))
      throw new Error(`tensor "${name}" of shape [${entry.shape}] has ${to - from} bytes`);
    tensors[name] = { dtype: entry.dtype, shape: entry.shape, from: body + from, to: body + to };
  }
  return tensors;
}

/** Parses a whole file, of whose tensors each must be readable; throws as `tensorLayout` does. */
export function parseSafetensors(file: Uint8Array): NamedTensors {
  const body = headerEnd(file, file.byteLength);
  return Object.fromEntries(
    Object.entries(tensorLayout(file.subarray(8, body), body, file.byteLength)).map(
      ([name, { dtype, shape, from, to }]) => [
        name,
        { shape, values: decodeTensor(name, file.subarray(from, to), dtype) },
      ],
    ),
  );
}

/** Serialises tensors in the order of their names: exactly, or in half the size with 11 significant bits. */
export function formatSafetensors(tensors: NamedTensors, dtype: "F32" | "F16" = "F32"): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const name of names) {
    const { shape, values } = tensors[name]!;
    const end = offset + values.length * WIDTHS[dtype]!;
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + json.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const name of names) {
    const { values } = tensors[name]!;
    const stored = dtype === "F16" ? new Float16Array(values) : values;
    file.set(new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength), at);
    at += stored.byteLength;
  }
  return file;
}

/** A safetensors file of any size, read tensor by tensor: the whole of it is never in memory beside its numbers. */
export interface SafetensorsFile extends AsyncDisposable {
  readonly tensors: Readonly<Record<string, StoredTensor>>;
  read(name: string): Promise<NamedTensor>;
}

/** Reads the header alone. Throws as `tensorLayout` does. */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const body = headerEnd(await bytesOf(file, 0, Math.min(8, size)), size);
    const tensors = tensorLayout(await bytesOf(file, 8, body), body, size);
    return {
      tensors,
      async read(name) {
        const { dtype, shape, from, to } = tensors[name]!;
        return { shape, values: decodeTensor(name, await bytesOf(file, from, to), dtype) };
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function bytesOf(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new Error(`truncated: it ends at byte ${from + at} of ${to}`);
    at += bytesRead;
  }
  return bytes;
}
