import type { Values } from "../engine/engine.ts";
import type { LlamaConfig } from "./llama-config.ts";

/** Keys and values of all layers by name, in the order key0, value0, key1, ...; each `[rows * kvHeads, time, headDim]`. */
export type Caches = Readonly<Record<string, Float32Array>>;

/** Empty caches. They serve again for other texts: what is left of earlier ones lies behind the column that is being read, where nobody looks. */
export function newCaches({ layers, kvHeads, headDim }: LlamaConfig, rows: number, time: number): Caches {
  const empty = () => new Float32Array(rows * kvHeads * time * headDim);
  const named = Array.from({ length: layers }, (_, layer) => [
    [`key${layer}`, empty()] as const,
    [`value${layer}`, empty()] as const,
  ]);
  return Object.fromEntries(named.flat());
}

/** Writes what `prefill` says of the prompts, `[rows * kvHeads, promptWindow, headDim]` each, into the first columns of every cache. */
export function writePrompts(
  caches: Caches,
  headDim: number,
  promptWindow: number,
  filled: Readonly<Record<string, Values>>,
): void {
  const width = promptWindow * headDim;
  for (const [name, cache] of Object.entries(caches)) {
    const ofPrompt = filled[name] as Float32Array;
    const heads = ofPrompt.length / width;
    const stride = cache.length / heads;
    for (let h = 0; h < heads; h++) cache.set(ofPrompt.subarray(h * width, (h + 1) * width), h * stride);
  }
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
