import type { Compiled, Constants, Engine, Specs } from "../engine/engine.ts";
import { decodeToken } from "./decode-graph.ts";
import type { Caches } from "./key-value-cache.ts";
import type { LlamaConfig } from "./llama-config.ts";

/** The graph that decodes a token of every row, compiled for all of them and for fewer: most answers of a batch end long before its longest. */
export interface Decoders {
  /** Numbers of rows, ascending; the last is the whole batch. */
  readonly sizes: readonly number[];
  of(rows: number): Compiled;
  withConstants(renewed: Constants): Promise<Decoders>;
  dispose(): Promise<void>;
}

/** What a batch shrinks to. One size is enough: each holds the weights once more, and new ones are put into each (docs/log). */
const SHRUNK = 3 / 8;
/** Rows below which the work of a step is the same however few they are. */
const LEAST_ROWS = 12;

/**
 * Compiles the graph for `rows`, and for fewer where that pays. The caller disposes of it.
 * @param shrinks whether a size below the whole batch is compiled as well
 */
export async function openDecoders(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  {
    rows,
    time,
    trunkLayers,
  }: { readonly rows: number; readonly time: number; readonly trunkLayers?: number | undefined },
  hold: { readonly threads: number; readonly shareConstants: boolean },
  shrinks: boolean,
): Promise<Decoders> {
  const fewer = SHRUNK * rows;
  const sizes = shrinks && fewer >= LEAST_ROWS && Number.isInteger(fewer) ? [fewer, rows] : [rows];
  const graphs = new Map<number, Compiled>();
  for (const size of sizes) {
    const cache: Record<string, { shape: number[] }> = {};
    for (let layer = 0; layer < config.layers; layer++)
      for (const name of [`key${layer}`, `value${layer}`])
        cache[name] = { shape: [size * config.kvHeads, time, config.headDim] };
    const inputs: Specs = {
      token: { shape: [size], dtype: "int32" },
      position: { shape: [], dtype: "int32" },
      start: { shape: [size], dtype: "int32" },
      ...cache,
    };
    const name = size === rows ? "decodeToken" : `decodeToken ${size}`;
    graphs.set(
      size,
      await engine.compile(decodeToken(config, size, time, trunkLayers), inputs, { name, constants: weights, ...hold }),
    );
  }
  return decodersOf(graphs);
}

function decodersOf(graphs: ReadonlyMap<number, Compiled>): Decoders {
  return {
    sizes: [...graphs.keys()],
    of: (rows) => graphs.get(rows)!,
    async withConstants(renewed) {
      const next = new Map<number, Compiled>();
      for (const [size, graph] of graphs) next.set(size, await graph.withConstants(renewed));
      return decodersOf(next);
    },
    async dispose() {
      for (const graph of graphs.values()) await graph.dispose();
    },
  };
}

/**
 * Copies what caches know of some rows into the first rows of smaller ones.
 * @param all rows of the caches that are read
 */
export function moveRows(from: Caches, to: Caches, rows: readonly number[], all: number): void {
  for (const [name, cache] of Object.entries(from)) {
    const width = cache.length / all;
    const target = to[name]!;
    for (const [row, old] of rows.entries()) target.set(cache.subarray(old * width, (old + 1) * width), row * width);
  }
}
