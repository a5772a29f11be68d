import { type FileHandle, open } from "node:fs/promises";
import { decodeTensor, headerEnd, type NamedTensor, type StoredTensor, tensorLayout } from "./safetensors.ts";

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
        return { shape, values: decodeTensor(await bytesOf(file, from, to), dtype) };
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
