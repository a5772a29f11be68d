import { type FileHandle, open } from "node:fs/promises";
import { basename } from "node:path";
import { type GgufHeader, MoreNeeded, readHeader } from "./read-header.ts";
import { TENSOR_TYPES } from "./tensor-types.ts";

/** A GGUF file whose header has been read; its tensors are read one by one. */
export interface GgufFile extends GgufHeader, AsyncDisposable {
  /** The numbers of a tensor, dequantised. */
  read(name: string): Promise<Float32Array>;
}

const FIRST_BYTES = 1024 * 1024;
/** Headers of models with a quarter of a million tokens have some 10 MB. */
const MOST_BYTES = 128 * 1024 * 1024;
/** As llama.cpp splits large files: `NAME-00001-of-00003.gguf`. */
const PART = /-(\d{5})-of-(\d{5})\.gguf$/i;

/** Whether a path leads to a GGUF file by its name. */
export const isGgufName = (path: string): boolean => /\.gguf$/i.test(path);

/**
 * Opens a file and reads its header.
 * @throws Error that names the file and the field or tensor that is wrong, and what to do
 */
export async function openGguf(path: string): Promise<GgufFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const header = await headerOf(file, size);
    refuseParts(path, header);
    return {
      ...header,
      async read(name) {
        const { type, shape, from, to } = header.tensors.get(name)!;
        const numbers = new Float32Array(shape.reduce((a, b) => a * b, 1));
        TENSOR_TYPES[type]!.decode(await bytesOf(file, from, to), numbers);
        return numbers;
      },
      [Symbol.asyncDispose]: () => file.close(),
    };
  } catch (cause) {
    await file.close();
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function headerOf(file: FileHandle, size: number): Promise<GgufHeader> {
  for (let wanted = FIRST_BYTES; ; wanted *= 4) {
    try {
      return readHeader(await bytesOf(file, 0, Math.min(wanted, size)), size);
    } catch (error) {
      if (!(error instanceof MoreNeeded)) throw error;
      if (error.needed > MOST_BYTES)
        throw new Error(`its header would have more than ${MOST_BYTES / 1024 ** 2} MB; the file is damaged`);
      wanted = Math.max(wanted, error.needed / 4);
    }
  }
}

function refuseParts(path: string, { fields }: GgufHeader): void {
  const [, part, parts] = PART.exec(basename(path)) ?? [];
  const count = Number(fields.get("split.count") ?? parts ?? 1);
  if (count <= 1) return;
  const number = Number(fields.get("split.no") ?? Number(part) - 1) + 1;
  throw new Error(
    `it is part ${number} of ${count} of a model. Join the parts with llama-gguf-split --merge FIRST_PART WHOLE.gguf, or take a file ` +
      "that is whole",
  );
}

/** @returns bytes of their own, so that numbers of any width may be read from them */
async function bytesOf(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  for (let at = 0; at < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, from + at);
    if (bytesRead === 0) throw new Error(`cut short: it ends at byte ${from + at} of ${to}`);
    at += bytesRead;
  }
  return bytes;
}
