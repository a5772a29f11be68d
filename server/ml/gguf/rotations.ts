import { type Rope, ropeFrequencies } from "../model/rope.ts";
import type { GgufFields } from "./gguf-fields.ts";
import type { GgufFile } from "./gguf-file.ts";

/** Holds what each frequency is divided by, in files of Llama 3.1 and later. */
export const FACTORS = "rope_freqs.weight";

/** The part of Llama 3's scaling that no file tells, as all of its models have it. */
const LLAMA3 = { type: "llama3", lowFreqFactor: 1, highFreqFactor: 4, originalContext: 8192 } as const;

/** Files hold single precision. */
const CLOSE = 1e-4;

/**
 * What a file divides its frequencies by, `[head / 2]`; null where it says nothing.
 * @throws Error that names the tensor, where it holds more than one number for each pair of a head
 */
export async function readFactors(file: GgufFile): Promise<Float32Array | null> {
  const stored = file.tensors.get(FACTORS);
  if (stored !== undefined && (stored.shape.length !== 1 || stored.shape[0]! > 1024))
    throw new Error(
      `tensor "${FACTORS}" has shape [${stored.shape}]; it should have one number for each pair of a head`,
    );
  return stored === undefined ? null : await file.read(FACTORS);
}

/**
 * What `config.json` says of them.
 * @param original what to do where they can't be told
 * @throws Error that names the field or tensor
 */
export function ropeScaling(
  factors: Float32Array | null,
  fields: GgufFields,
  key: (name: string) => string,
  { theta, head, original }: { readonly theta: number; readonly head: number; readonly original: string },
): Readonly<Record<string, unknown>> {
  const type = fields.text(key("rope.scaling.type")) ?? "none";
  const refuse = (reason: string) =>
    new Error(`its rotary positions are scaled in a way that a GGUF file doesn't tell whole (${reason}). ${original}`);
  if (type !== "none" && type !== "linear") throw refuse(`field "${key("rope.scaling.type")}" is "${type}"`);
  const linear =
    type === "linear"
      ? { rope_scaling: { rope_type: "linear", factor: shortest(fields.number(key("rope.scaling.factor"))) } }
      : {};
  if (factors === null || (factors.length === head / 2 && factors.every((factor) => factor === 1))) return linear;
  const factor = shortest(Math.max(...factors));
  if (type === "linear" || !isLlama3(factors, factor, theta, head))
    throw refuse(`tensor "${FACTORS}" isn't what Llama 3 has`);
  return {
    rope_scaling: {
      rope_type: LLAMA3.type,
      factor,
      low_freq_factor: LLAMA3.lowFreqFactor,
      high_freq_factor: LLAMA3.highFreqFactor,
      original_max_position_embeddings: LLAMA3.originalContext,
    },
  };
}

/** Whether the frequencies divided by these factors are Llama 3's of this factor. */
function isLlama3(factors: Float32Array, factor: number, theta: number, head: number): boolean {
  const plain = ropeFrequencies({ theta }, head);
  const scaled = ropeFrequencies({ theta, scaling: { ...LLAMA3, factor } } satisfies Rope, head);
  if (factors.length !== plain.length || !(factor > 0)) return false;
  return plain.every((frequency, i) => Math.abs(frequency / factors[i]! / scaled[i]! - 1) < CLOSE);
}

/** Files hold numbers in single precision; 1e-5 is meant where 9.99999974e-6 is read. */
export const shortest = (value: number): number => {
  const short = Number(value.toPrecision(7));
  return Math.fround(short) === Math.fround(value) ? short : value;
};
