import type { Values } from "../engine/engine.ts";
import type { LlamaConfig } from "./llama-config.ts";

/** Keys and values of all layers by name, in the order key0, value0, key1, ...; each `[rows * kvHeads, time, headDim]`. */
export type Caches = Readonly<Record<string, Float32Array>>;

/** Caches that begin with what `prefill` says of the prompts, `[rows * kvHeads, promptWindow, headDim]` each. */
export function newCaches(
  { layers, kvHeads, headDim }: LlamaConfig,
  rows: number,
  promptWindow: number,
  time: number,
  filled: Readonly<Record<string, Values>>,
): Caches {
  const heads = rows * kvHeads;
  const width = promptWindow * headDim;
  const caches: Record<string, Float32Array> = {};
  for (let layer = 0; layer < layers; layer++)
    for (const name of [`key${layer}`, `value${layer}`]) {
      const cache = new Float32Array(heads * time * headDim);
      const ofPrompt = filled[name] as Float32Array;
      for (let h = 0; h < heads; h++) cache.set(ofPrompt.subarray(h * width, (h + 1) * width), h * time * headDim);
      caches[name] = cache;
    }
  return caches;
}

/**
 * Writes one column of every cache.
 * @param fresh `[caches, rows * kvHeads, headDim]`. Copied element by element: a view for every head took longer than the copy
 */
export function writeColumn(caches: Caches, fresh: Float32Array, headDim: number, column: number): void {
  const list = Object.values(caches);
  const heads = fresh.length / list.length / headDim;
  let from = 0;
  for (const cache of list) {
    const stride = cache.length / heads;
    for (let h = 0; h < heads; h++) {
      const to = h * stride + column * headDim;
      for (let i = 0; i < headDim; i++) cache[to + i] = fresh[from++]!;
    }
  }
}
