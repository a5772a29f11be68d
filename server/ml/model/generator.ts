import type { Compiled, Constants, Engine, Specs, Values } from "../engine/engine.ts";
import { mapValues } from "../engine/map-values.ts";
import { type Ends, endsResponse, hasEnded, type Sequence } from "./batch-layout.ts";
import { prefill } from "./decode-graph.ts";
import { type Decoders, moveRows, openDecoders } from "./decoders.ts";
import { type Caches, newCaches, writeColumn, writePrompts } from "./key-value-cache.ts";
import type { LlamaConfig } from "./llama-config.ts";
import { type ReadPrompts, readPrompts } from "./read-prompts.ts";
import { sampleToken } from "./sample-token.ts";

/**
 * Mass of the nucleus that answers are drawn from, players' and rollouts alike. The rest is thousands of tokens, each next to impossible, that together
 * broke a word in one of twenty answers (docs/log).
 */
export const TOP_P = 0.98;

/** How responses are drawn. */
export interface Sampling {
  /** Uniform, 0 to below 1. */
  readonly random: () => number;
  /** `TOP_P` where it isn't given. */
  readonly topP?: number;
}

/** A sampled response with what the policy that sampled it said of each token. */
export interface Generated extends Sequence {
  readonly logProbs: readonly number[];
  /** The hidden states that predicted the tokens, `[tokens, dim]`: a value head reads them without another pass. */
  readonly states: Float32Array;
}

/** What a generator is compiled for: rows decoded at once, and lengths in tokens. */
export interface GeneratorShape extends Ends {
  readonly rows: number;
  readonly promptWindow: number;
  readonly responseWindow: number;
  readonly padId: number;
  /** Prompts that are read at once, each of them once however often it is asked; all rows are, repeated or not, unless given. */
  readonly promptRows?: number;
  /** Lower blocks whose states answers keep; none unless given. */
  readonly trunkLayers?: number;
}

/** Batched sampling with a key/value cache. One generator holds one set of weights; `withWeights` swaps them without retracing. */
export interface Generator {
  /** One response for each prompt, in order, whatever their number. */
  generate(prompts: readonly (readonly number[])[], sampling: Sampling): Promise<Generated[]>;
  withWeights(weights: Constants): Promise<Generator>;
  dispose(): Promise<void>;
}

/** How a session holds the weights: in itself unless they are shared. */
export interface HoldWeights {
  readonly threads?: number;
  readonly shareConstants?: boolean;
}

/**
 * Compiles the two graphs of sampling, for `rows` prompts of at most `promptWindow` tokens at once and responses of at most `responseWindow`.
 * The caller disposes of it.
 * @param weights every tensor of the decoder, by name
 * @throws Error of the engine where a tensor has another shape than the config says
 */
export async function openGenerator(
  engine: Engine,
  config: LlamaConfig,
  weights: Constants,
  shape: GeneratorShape,
  { threads = 1, shareConstants = false }: HoldWeights = {},
): Promise<Generator> {
  const { rows, promptWindow, promptRows = rows, trunkLayers } = shape;
  const time = promptWindow + shape.responseWindow;
  const weightSpecs: Specs = mapValues(weights, (weight) => ({ shape: weight.shape }));
  const read = await engine.compile(
    prefill(config, trunkLayers),
    {
      ids: { shape: [promptRows, promptWindow], dtype: "int32" },
      start: { shape: [promptRows], dtype: "int32" },
      ...weightSpecs,
    },
    { name: "prefill", threads },
  );
  // A big model's rows are few, and what a batch is held up by there is its weights.
  const shrinks = !shareConstants && trunkLayers === undefined;
  const decoded = { rows, time, trunkLayers };
  const next = await openDecoders(engine, config, weights, decoded, { threads, shareConstants }, shrinks);
  return generatorOf({ read, users: 0 }, next, weights, config, shape);
}

/** The prompt's graph holds no weights: generators of one model share it, and the last to go releases it. */
interface SharedPrefill {
  readonly read: Compiled;
  users: number;
}

function generatorOf(
  shared: SharedPrefill,
  next: Decoders,
  weights: Constants,
  config: LlamaConfig,
  shape: GeneratorShape,
): Generator {
  shared.users++;
  const spare = new Map<number, Caches[]>();
  const values = mapValues(weights, (weight) => weight.values);
  const read = (inputs: Readonly<Record<string, Values>>) => shared.read.run({ ...inputs, ...values });
  return {
    async generate(prompts, sampling) {
      const responses: Generated[] = [];
      for (let at = 0; at < prompts.length; at += shape.rows)
        responses.push(
          ...(await decodeBatch(read, next, spare, config, shape, prompts.slice(at, at + shape.rows), sampling)),
        );
      return responses;
    },
    withWeights: async (renewed) => generatorOf(shared, await next.withConstants(renewed), renewed, config, shape),
    async dispose() {
      await next.dispose();
      if (--shared.users === 0) await shared.read.dispose();
    },
  };
}

async function decodeBatch(
  read: ReadPrompts,
  next: Decoders,
  spare: Map<number, Caches[]>,
  config: LlamaConfig,
  shape: GeneratorShape,
  prompts: readonly (readonly number[])[],
  { random, topP = TOP_P }: Sampling,
): Promise<Generated[]> {
  const { rows, promptWindow, responseWindow, padId, trunkLayers } = shape;
  const { vocabSize, hiddenSize } = config;
  const { start: starts, filled } = await readPrompts(read, shape, prompts);
  const sampled = prompts.map((prompt, row) => ({
    prompt,
    response: [] as number[],
    logProbs: [] as number[],
    states: new Float32Array(responseWindow * hiddenSize),
    trunk: trunkOf(filled.trunk, hiddenSize, shape, row, prompt.length),
  }));
  const lent: { readonly size: number; readonly caches: Caches }[] = [];
  const cachesOf = (size: number): Caches => {
    const caches = spare.get(size)?.pop() ?? newCaches(config, size, promptWindow + responseWindow);
    lent.push({ size, caches });
    return caches;
  };
  let caches = cachesOf(rows);
  writePrompts(caches, config.headDim, promptWindow, filled);
  let token = new Int32Array(rows).fill(padId);
  let start = starts;
  /** The answer in each row. */
  let inRows = sampled;
  let { probabilities, states } = filled;
  let step: Record<string, Values> | undefined;
  for (let t = 0; t < responseWindow; t++) {
    let running = 0;
    const fresh: number[] = [];
    for (const [row, one] of inRows.entries()) {
      if (hasEnded(one, shape)) {
        token[row] = padId;
        continue;
      }
      const { id, logProb } = sampleToken(probabilities!, row * vocabSize, vocabSize, topP, random);
      one.states.set(states!.subarray(row * hiddenSize, (row + 1) * hiddenSize), t * hiddenSize);
      one.response.push(id);
      one.logProbs.push(logProb);
      token[row] = id;
      running += Number(!endsResponse(id, shape));
      fresh.push(row);
    }
    const goesOn = running > 0 && t < responseWindow - 1;
    // The last token predicts nothing, but a trunk's states are wanted of it too.
    if (!goesOn && (trunkLayers === undefined || fresh.length === 0)) break;
    const size = next.sizes.find((one) => one >= running)!;
    if (goesOn && size < token.length) {
      const kept = [...inRows.keys()].filter((row) => !hasEnded(inRows[row]!, shape));
      const smaller = cachesOf(size);
      moveRows(caches, smaller, kept, token.length);
      const [tokens, begins] = [token, start];
      token = new Int32Array(size).fill(padId);
      token.set(kept.map((row) => tokens[row]!));
      start = new Int32Array(size).fill(begins[kept[0]!]!);
      start.set(kept.map((row) => begins[row]!));
      inRows = kept.map((row) => inRows[row]!);
      caches = smaller;
      step = undefined;
    }
    const position = Int32Array.of(promptWindow + t);
    step = await next.of(token.length).run({ token, position, start, ...caches }, step);
    for (const row of trunkLayers === undefined ? [] : fresh) {
      const { trunk, prompt } = inRows[row]!;
      const states = (step.trunk as Float32Array).subarray(row * hiddenSize, (row + 1) * hiddenSize);
      trunk!.set(states, (prompt.length + t) * hiddenSize);
    }
    if (!goesOn) break;
    writeColumn(caches, step.rows as Float32Array, config.headDim, promptWindow + t);
    ({ probabilities, states } = step as Record<string, Float32Array>);
  }
  for (const { size, caches } of lent) spare.set(size, [...(spare.get(size) ?? []), caches]);
  return sampled.map(({ trunk, ...one }) => ({
    ...one,
    states: one.states.slice(0, one.response.length * hiddenSize),
    ...(trunk && { trunk: trunk.slice(0, (one.prompt.length + one.response.length) * hiddenSize) }),
  }));
}

/** The states of a row's prompt, with room for those of its answer; undefined where none are kept. */
function trunkOf(
  ofPrompts: Float32Array | undefined,
  width: number,
  { promptWindow, responseWindow }: GeneratorShape,
  row: number,
  tokens: number,
): Float32Array | undefined {
  if (ofPrompts === undefined) return undefined;
  const trunk = new Float32Array((tokens + responseWindow) * width);
  const end = (row + 1) * promptWindow;
  trunk.set(ofPrompts.subarray((end - tokens) * width, end * width));
  return trunk;
}
