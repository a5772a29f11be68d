/**
 * The safetensors file format: u64 little-endian header length, JSON header, row-major data
 * (huggingface/safetensors, "Format"). F32, F16 and BF16 are read into Float32Array; F32 is written.
 */
export interface NamedTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}
export type NamedTensors = Readonly<Record<string, NamedTensor>>;

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const WIDTHS: Readonly<Record<string, number>> = { F32: 4, F16: 2, BF16: 2 };
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

function decode(data: Uint8Array, dtype: string): Float32Array {
  const bytes = new Uint8Array(data); // own, aligned memory, which the slice of a Buffer is not
  if (dtype === "F32") return new Float32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  if (dtype === "F16") return Float32Array.from(halves, fromHalf);
  return new Float32Array(Uint32Array.from(halves, (bits) => bits << 16).buffer);
}

/** Whether a value of the header describes a tensor; its offsets may still lie outside the file. */
function isEntry(value: unknown): value is Entry {
  const { dtype, shape, data_offsets } = (value ?? {}) as Partial<Record<keyof Entry, unknown>>;
  const areSizes = (list: unknown) => Array.isArray(list) && list.every((one) => Number.isSafeInteger(one) && one >= 0);
  return typeof dtype === "string" && areSizes(shape) && areSizes(data_offsets);
}

function parseHeader(file: Uint8Array): { header: Readonly<Record<string, unknown>>; body: number } {
  if (file.byteLength < 8) throw new Error(`file of ${file.byteLength} bytes is too short to be safetensors`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  const body = 8 + length;
  if (body > file.byteLength) throw new Error(`truncated: the header alone should have ${length} bytes`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(file.subarray(8, body)));
  } catch {
    throw new Error("the header is not JSON; is this a safetensors file?");
  }
  if (typeof header !== "object" || header === null)
    throw new Error("the header is no JSON object; is this a safetensors file?");
  return { header: header as Readonly<Record<string, unknown>>, body };
}

/** Parses a whole file. Throws an error that names the tensor when one is of another type, overlaps the end, or has a wrong size. */
export function parseSafetensors(file: Uint8Array): NamedTensors {
  const { header, body } = parseHeader(file);
  const tensors: Record<string, NamedTensor> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    if (!isEntry(entry)) throw new Error(`tensor "${name}" lacks its type, shape or offsets in the header`);
    const width = WIDTHS[entry.dtype];
    if (width === undefined)
      throw new Error(`tensor "${name}" has type ${entry.dtype}; only F32, F16 and BF16 can be read`);
    const [from, to] = entry.data_offsets;
    if (body + to > file.byteLength)
      throw new Error(`truncated: tensor "${name}" ends at byte ${body + to} of ${file.byteLength}`);
    if (to - from !== sizeOf(entry.shape) * width)
      throw new Error(`tensor "${name}" of shape [${entry.shape}] has ${to - from} bytes`);
    tensors[name] = { shape: entry.shape, values: decode(file.subarray(body + from, body + to), entry.dtype) };
  }
  return tensors;
}

/** Serialises tensors as F32, in the order of their names. */
export function formatSafetensors(tensors: NamedTensors): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const name of names) {
    const { shape, values } = tensors[name]!;
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + json.length + offset);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, 8);
  let at = 8 + json.length;
  for (const name of names) {
    const { values } = tensors[name]!;
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}
