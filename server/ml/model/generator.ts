import type { Compiled, Constants, Engine, Specs } from "../engine/engine.ts";
import { layBatch, type Sequence } from "./batch-layout.ts";
import { decodeToken, prefill } from "./decode-graph.ts";
import type { LlamaConfig } from "./llama-config.ts";
import { sampleToken } from "./sample-token.ts";

export interface Sampling {
  readonly temperature: number;
  readonly topP: number;
  readonly random: () => number;
}

/** A sampled response with the log-probability of each token under the policy that sampled it. */
export interface Generated extends Sequence {
  readonly logProbs: readonly number[];
}

export interface GeneratorShape {
  readonly rows: number;
  readonly promptWindow: number;
  readonly responseWindow: number;
  readonly padId: number;
  readonly eosId: number;
}

/** Batched sampling with a key/value cache. One generator holds one set of weights; `withWeights` swaps them without retracing. */
export interface Generator {
  /** One response for each prompt, in order, whatever their number. */
  generate(prompts: readonly (readonly number[])[], sampling: Sampling): Promise<Generated[]>;
  withWeights(weights: Constants): Promise<Generator>;
  dispose(): Promise<void>;
}

export async function openGenerator(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  shape: GeneratorShape,
): Promise<Generator> {
  const { rows, promptWindow } = shape;
  const time = promptWindow + shape.responseWindow;
  const cache: Record<string, { shape: number[] }> = {};
  for (let layer = 0; layer < config.layers; layer++)
    for (const name of [`key${layer}`, `value${layer}`])
      cache[name] = { shape: [rows * config.kvHeads, time, config.headDim] };
  const scalars: Specs = { start: { shape: [rows], dtype: "int32" }, temperature: { shape: [] } };
  const read = await engine.compile(
    prefill(config),
    { ids: { shape: [rows, promptWindow], dtype: "int32" }, ...scalars },
    { name: "prefill", constants: weights },
  );
  const next = await engine.compile(
    decodeToken(config, rows, time),
    { token: { shape: [rows], dtype: "int32" }, position: { shape: [], dtype: "int32" }, ...scalars, ...cache },
    { name: "decodeToken", constants: weights },
  );
  return generatorOf(read, next, config, shape);
}

function generatorOf(read: Compiled, next: Compiled, config: LlamaConfig, shape: GeneratorShape): Generator {
  return {
    async generate(prompts, sampling) {
      const responses: Generated[] = [];
      for (let at = 0; at < prompts.length; at += shape.rows)
        responses.push(...(await decodeBatch(read, next, config, shape, prompts.slice(at, at + shape.rows), sampling)));
      return responses;
    },
    withWeights: async (weights) =>
      generatorOf(await read.withConstants(weights), await next.withConstants(weights), config, shape),
    async dispose() {
      await read.dispose();
      await next.dispose();
    },
  };
}

async function decodeBatch(
  read: Compiled,
  next: Compiled,
  config: LlamaConfig,
  shape: GeneratorShape,
  prompts: readonly (readonly number[])[],
  sampling: Sampling,
): Promise<Generated[]> {
  const { rows, promptWindow, responseWindow, padId, eosId } = shape;
  const { vocabSize, headDim, layers } = config;
  const time = promptWindow + responseWindow;
  const layout = layBatch(
    prompts.map((prompt) => ({ prompt, response: [] })),
    { ...shape, responseWindow: 0 },
  );
  const temperature = Float32Array.of(sampling.temperature);
  const sampled = prompts.map((prompt) => ({ prompt, response: [] as number[], logProbs: [] as number[] }));
  const caches: Record<string, Float32Array> = {};
  const filled = await read.run({ ids: layout.ids, start: layout.start, temperature });
  const heads = rows * config.kvHeads;
  for (let layer = 0; layer < layers; layer++)
    for (const name of [`key${layer}`, `value${layer}`]) {
      const cache = new Float32Array(heads * time * headDim);
      const rowsOfPrompt = filled[name] as Float32Array;
      const width = promptWindow * headDim;
      for (let h = 0; h < heads; h++) cache.set(rowsOfPrompt.subarray(h * width, (h + 1) * width), h * time * headDim);
      caches[name] = cache;
    }
  const cacheList = Object.values(caches); // key0, value0, key1, ... as `rows` has them
  const token = new Int32Array(rows).fill(padId);
  let probabilities = filled.probabilities as Float32Array;
  for (let t = 0; t < responseWindow; t++) {
    let running = false;
    for (const [row, one] of sampled.entries()) {
      if (one.response.at(-1) === eosId) {
        token[row] = padId;
        continue;
      }
      const { id, logProb } = sampleToken(probabilities, row * vocabSize, vocabSize, sampling.topP, sampling.random);
      one.response.push(id);
      one.logProbs.push(logProb);
      token[row] = id;
      running ||= id !== eosId;
    }
    if (!running || t === responseWindow - 1) break;
    const position = Int32Array.of(promptWindow + t);
    const step = await next.run({ token, position, start: layout.start, temperature, ...caches });
    const fresh = step.rows as Float32Array;
    cacheList.forEach((cache, i) => {
      for (let h = 0; h < heads; h++) {
        const from = (i * heads + h) * headDim;
        cache.set(fresh.subarray(from, from + headDim), (h * time + promptWindow + t) * headDim);
      }
    });
    probabilities = step.probabilities as Float32Array;
  }
  return sampled;
}
