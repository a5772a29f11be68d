import { blocksOf, TENSOR_TYPES, UNREAD_TYPES } from "./tensor-types.ts";

// The GGUF file format, versions 2 and 3 (ggml-org/ggml, "docs/gguf.md"): magic, version, counts, fields of metadata, tensor infos, padding,
// data. @huggingface/gguf 0.4.6 reads it too, but takes what is missing at the end of a file for zeros, and so a file cut short for a whole one.

/** A value of a file's metadata. */
export type GgufValue = string | number | bigint | boolean | readonly GgufValue[];

/** Where a tensor stands in its file, in bytes, and how its numbers are stored. */
export interface GgufTensor {
  /** A key of `TENSOR_TYPES`. */
  readonly type: number;
  /** Rows first, as safetensors have it; a GGUF file names the innermost size first. */
  readonly shape: readonly number[];
  readonly from: number;
  readonly to: number;
}

export interface GgufHeader {
  readonly version: number;
  readonly fields: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/** The header goes on beyond the bytes that were given, at least up to `needed`. */
export class MoreNeeded extends Error {
  override readonly name = "MoreNeeded";
  readonly needed: number;
  constructor(needed: number) {
    super(`the header has more than ${needed - 1} bytes`);
    this.needed = needed;
  }
}

const VERSIONS = [2, 3];
const MAX_DIMENSIONS = 4;
/** In bytes, behind the last tensor, whatever the alignment. */
const PADDING = 65_536;
const STRING = 8;
const ARRAY = 9;

/** Fixed-width values by their type: their width, and how they are read. */
const SCALARS: Readonly<Record<number, readonly [number, (view: DataView, at: number) => number | bigint | boolean]>> =
  {
    0: [1, (view, at) => view.getUint8(at)],
    1: [1, (view, at) => view.getInt8(at)],
    2: [2, (view, at) => view.getUint16(at, true)],
    3: [2, (view, at) => view.getInt16(at, true)],
    4: [4, (view, at) => view.getUint32(at, true)],
    5: [4, (view, at) => view.getInt32(at, true)],
    6: [4, (view, at) => view.getFloat32(at, true)],
    7: [1, (view, at) => view.getUint8(at) !== 0],
    10: [8, (view, at) => view.getBigUint64(at, true)],
    11: [8, (view, at) => view.getBigInt64(at, true)],
    12: [8, (view, at) => view.getFloat64(at, true)],
  };

/** Reads bytes one after another, and knows in which part of the header it is. */
interface Cursor {
  at: number;
  part: string;
  /** Goes on by so many bytes; returns where they begin. */
  take(count: number): number;
  count(): number;
  uint32(): number;
  text(): string;
}

function cursorOver(bytes: Uint8Array, view: DataView, fileSize: number): Cursor {
  const cursor: Cursor = {
    at: 0,
    part: "the header",
    take(count) {
      const [from, end] = [cursor.at, cursor.at + count];
      if (end > fileSize) throw new Error(`cut short: ${cursor.part} goes on to byte ${end} of ${fileSize}`);
      if (end > bytes.length) throw new MoreNeeded(end);
      cursor.at = end;
      return from;
    },
    uint32: () => view.getUint32(cursor.take(4), true),
    count: () => Number(view.getBigUint64(cursor.take(8), true)),
    text() {
      const length = cursor.count();
      const from = cursor.take(length);
      return decoder.decode(bytes.subarray(from, from + length));
    },
  };
  return cursor;
}

const decoder = new TextDecoder();

/**
 * Reads a header from the beginning of a file.
 * @param bytes the first bytes of the file
 * @param fileSize in bytes
 * @throws MoreNeeded when the header is longer than the bytes that are given
 * @throws Error that names the field or tensor where the file is cut short or says what can't be
 */
export function readHeader(bytes: Uint8Array, fileSize: number): GgufHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cursor = cursorOver(bytes, view, fileSize);
  const version = readVersion(cursor, view);
  const [tensorCount, fieldCount] = [cursor.count(), cursor.count()];
  const fields = new Map<string, GgufValue>();
  for (let i = 0; i < fieldCount; i++) {
    cursor.part = `the name of field ${i + 1} of ${fieldCount}`;
    const name = cursor.text();
    cursor.part = `field "${name}"`;
    if (fields.has(name)) throw new Error(`${cursor.part} stands in it twice`);
    fields.set(name, readValue(cursor, view, cursor.uint32()));
  }
  return { version, fields, tensors: readTensors(cursor, tensorCount, alignmentOf(fields), fileSize) };
}

function readVersion(cursor: Cursor, view: DataView): number {
  const magic = view.getUint32(cursor.take(4));
  if (magic !== 0x47_47_55_46) throw new Error("it doesn't begin with the letters GGUF, so it is no GGUF file");
  const at = cursor.take(4);
  const version = view.getUint32(at, true);
  if (VERSIONS.includes(version)) return version;
  if (VERSIONS.includes(view.getUint32(at)))
    throw new Error("it is a big-endian GGUF file; take the usual, little-endian one of that model");
  throw new Error(`it has version ${version} of GGUF; versions ${VERSIONS.join(" and ")} can be read`);
}

function readValue(cursor: Cursor, view: DataView, type: number): GgufValue {
  if (type === STRING) return cursor.text();
  if (type === ARRAY) return readArray(cursor, view);
  const [width, read] = SCALARS[type] ?? [];
  if (width === undefined || read === undefined)
    throw new Error(`${cursor.part} has a value of the unknown type ${type}; the file is damaged`);
  return read(view, cursor.take(width));
}

function readArray(cursor: Cursor, view: DataView): readonly GgufValue[] {
  const type = cursor.uint32();
  const length = cursor.count();
  if (type === ARRAY) throw new Error(`${cursor.part} is a list of lists; no model's header has one`);
  // Before anything is read, since a damaged length would take all memory.
  cursor.take(length * (SCALARS[type]?.[0] ?? 8));
  cursor.at -= length * (SCALARS[type]?.[0] ?? 8);
  return Array.from({ length }, () => readValue(cursor, view, type));
}

function alignmentOf(fields: ReadonlyMap<string, GgufValue>): number {
  const alignment = fields.get("general.alignment") ?? 32;
  if (typeof alignment === "number" && alignment > 0 && alignment % 8 === 0) return alignment;
  throw new Error(`field "general.alignment" must be a multiple of 8, got ${String(alignment)}`);
}

function readTensors(cursor: Cursor, count: number, alignment: number, fileSize: number) {
  const infos = new Map<string, { readonly type: number; readonly shape: number[]; readonly offset: number }>();
  for (let i = 0; i < count; i++) {
    cursor.part = `the name of tensor ${i + 1} of ${count}`;
    const name = cursor.text();
    cursor.part = `the place of tensor "${name}"`;
    if (infos.has(name)) throw new Error(`tensor "${name}" stands in it twice`);
    const dimensions = cursor.uint32();
    if (dimensions > MAX_DIMENSIONS)
      throw new Error(`tensor "${name}" has ${dimensions} dimensions; the file is damaged`);
    const shape = Array.from({ length: dimensions }, () => cursor.count()).reverse();
    infos.set(name, { shape, type: cursor.uint32(), offset: cursor.count() });
  }
  const body = Math.ceil(cursor.at / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  let end = body;
  for (const [name, { type, shape, offset }] of infos) {
    const from = body + offset;
    const to = from + sizeInFile(name, type, shape);
    if (!(to <= fileSize)) throw new Error(`cut short: tensor "${name}" ends at byte ${to} of ${fileSize}`);
    tensors.set(name, { type, shape, from, to });
    end = Math.max(end, to);
  }
  if (fileSize > end + PADDING)
    throw new Error(
      `its last tensor ends at byte ${end} of ${fileSize}; what follows belongs to no model, so the file is damaged`,
    );
  return tensors;
}

/** In bytes. */
function sizeInFile(name: string, type: number, shape: readonly number[]): number {
  const known = TENSOR_TYPES[type];
  if (known === undefined) {
    const readable = Object.values(TENSOR_TYPES).map((one) => one.name);
    throw new Error(
      `tensor "${name}" is quantised as ${UNREAD_TYPES[type] ?? `the unknown type ${type}`}, which can't be read. ` +
        `Take a file of that model in one of ${readable.join(", ")}`,
    );
  }
  const row = shape.at(-1) ?? 1;
  if (row % known.block !== 0)
    throw new Error(
      `tensor "${name}" has rows of ${row} numbers, which is no multiple of the ${known.block} of ${known.name}`,
    );
  return (
    blocksOf(
      known,
      shape.reduce((a, b) => a * b, 1),
    ) * known.bytes
  );
}
