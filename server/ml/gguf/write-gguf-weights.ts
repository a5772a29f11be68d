import { type FileHandle, open } from "node:fs/promises";
import type { GgufChange, GgufSizes } from "./architectures.ts";
import type { GgufFile } from "./gguf-file.ts";
import type { GgufModel, GgufWeight } from "./gguf-model.ts";
import { TENSOR_TYPES } from "./tensor-types.ts";

/** Told how many of how many numbers are written. */
export type GgufProgress = (done: number, total: number) => void;

/** Bytes of a number by its type in safetensors. */
const WIDTHS = { F32: 4, F16: 2, BF16: 2 } as const;
type StoredType = keyof typeof WIDTHS;

/** Half precision stays what it is; what is quantised takes single precision, or its rounding would be seen in the answers' probabilities. */
function storedType(file: GgufFile, { stored, change }: GgufWeight): StoredType {
  const { name } = TENSOR_TYPES[file.tensors.get(stored)!.type]!;
  const isHalf = name === "F16" || name === "BF16";
  return isHalf && change !== "norm around 1" ? name : "F32";
}

/**
 * Writes safetensors, one tensor after another, since all of them together have several times the size of the file.
 * @throws Error that names a tensor with a number that isn't finite
 */
export async function writeGgufWeights(
  path: string,
  source: GgufFile,
  { weights, sizes, parameters }: GgufModel,
  report: GgufProgress,
): Promise<void> {
  const file = await open(path, "w");
  try {
    await writeHeader(file, source, weights, sizes);
    let done = 0;
    for (const weight of weights) {
      const numbers = undo(weight.change, await source.read(weight.stored), sizes);
      const at = numbers.findIndex((value) => !Number.isFinite(value));
      if (at >= 0) throw new Error(`number ${at} of tensor "${weight.stored}" is not finite; the file is damaged`);
      await file.writeFile(bytesOf(numbers, storedType(source, weight)));
      done += weight.numbers;
      report(done, parameters);
    }
  } finally {
    await file.close();
  }
}

async function writeHeader(file: FileHandle, source: GgufFile, weights: readonly GgufWeight[], sizes: GgufSizes) {
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  let offset = 0;
  for (const weight of weights) {
    const dtype = storedType(source, weight);
    const end = offset + weight.numbers * WIDTHS[dtype];
    header[weight.as] = { dtype, shape: weight.shape.map((name) => sizes[name]), data_offsets: [offset, end] };
    offset = end;
  }
  const json = JSON.stringify(header);
  const text = new TextEncoder().encode(json.padEnd(Math.ceil(json.length / 8) * 8));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  await file.writeFile(length);
  await file.writeFile(text);
}

function bytesOf(numbers: Float32Array, type: StoredType): Uint8Array {
  const all = (array: Float32Array | Float16Array | Uint16Array) =>
    new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  if (type === "F32") return all(numbers);
  if (type === "F16") return all(new Float16Array(numbers));
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  return all(Uint16Array.from(bits, (value) => value >>> 16));
}

/** Undoes what llama.cpp changed when it wrote the file (its `convert_hf_to_gguf.py`). */
function undo(
  change: GgufChange | undefined,
  numbers: Float32Array,
  { heads, kvHeads, head }: GgufSizes,
): Float32Array {
  if (change === undefined) return numbers;
  if (change === "norm around 1") return numbers.map((value) => value - 1);
  return unpaired(numbers, change === "pairs of queries" ? heads : kvHeads, head);
}

/** Rows of a head that are rotated together stand side by side in a GGUF file, and half a head apart in transformers. */
function unpaired(numbers: Float32Array, heads: number, head: number): Float32Array {
  const row = numbers.length / (heads * head);
  const result = new Float32Array(numbers.length);
  for (let i = 0; i < heads * head; i++) {
    const [first, within] = [i - (i % head), i % head];
    const from = first + 2 * (within % (head / 2)) + Math.floor(within / (head / 2));
    result.set(numbers.subarray(from * row, (from + 1) * row), i * row);
  }
  return result;
}
