import { type LlamaConfig, weightShapes } from "../../server/ml/model/llama-config.ts";
import type { NamedTensor, NamedTensors } from "../../server/ml/model/safetensors.ts";

/** Numbers in [0, 1): mulberry32, seeded with the FNV-1a hash of a name, as `make-references.py` draws them. */
export function uniformOf(name: string): () => number {
  let state = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) state = Math.imul(state ^ byte, 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function drawn(name: string, shape: readonly number[], centreOfNorms: number): NamedTensor {
  const uniform = uniformOf(name);
  const [centre, spread] = name.endsWith("norm.weight")
    ? [centreOfNorms, 0.4]
    : shape.length === 1
      ? [0, 0.5]
      : [0, name.includes("embed_tokens") ? 0.6 : 2.5 / Math.sqrt(shape[1]!)];
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, values: Float32Array.from({ length: size }, () => centre + spread * (2 * uniform() - 1)) };
}

/** Tensors by name as `make-references.py` gives them to transformers: norms differ from what does nothing, and every other number matters. */
export const referenceTensors = (
  shapes: Readonly<Record<string, readonly number[]>>,
  { differences }: LlamaConfig,
): NamedTensors =>
  Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, drawn(name, shape, differences?.normPlusOne ? 0 : 1)]),
  );

export const referenceWeights = (config: LlamaConfig): NamedTensors => referenceTensors(weightShapes(config), config);
