import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Constants } from "../../ml/engine/engine.ts";
import { writeFolder } from "../../ml/model/checkpoint.ts";
import { type Generated, type Generator, TOP_P } from "../../ml/model/generator.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { adapterShapes, type LowRank } from "../../ml/model/low-rank-adapter.ts";
import { formatPeftAdapter } from "../../ml/model/peft-adapter.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import type { ReferenceModel, SequenceShape } from "../../ml/training/reference-model.ts";
import { statelessFeatures } from "../../reward/features/text-features.ts";
import type { AnswerServer } from "./answer-server.ts";

/** Answers, or readings, that are asked for in one request. */
const AT_ONCE = 32;

/** A model whose weights are on a server, and adapters to it, which are here. */
export interface ServedModel {
  /** Answers with the model alone, and after `withWeights` with an adapter. */
  readonly generator: Generator;
  /** The model alone. */
  readonly reference: ReferenceModel;
}

export interface ServedModelOptions {
  readonly server: AnswerServer;
  readonly config: LlamaConfig;
  readonly adapter: LowRank;
  readonly shape: SequenceShape;
  readonly decode: (tokens: readonly number[]) => string;
  /** What adapters name as their base. */
  readonly baseName: string;
  /** Absolute, and known to the server by the same path: adapters that it loads are put there. */
  readonly folder: string;
}

/** The adopted model, as an answer server has it. Its answers are drawn there, and it says itself how probable they are. */
export async function openServedModel(options: ServedModelOptions): Promise<ServedModel> {
  const { server, shape, decode } = options;
  const base = await server.baseModel();
  const adapters = servedAdapters(options);
  return {
    generator: generatorOf(options, base, adapters),
    reference: {
      async read(sequences) {
        const all = sequences.map(({ prompt, response }) => [...prompt, ...response]);
        const logProbs = await inParts(all, (some) => server.logProbs(base, some));
        return sequences.map(({ prompt, response }, i) => {
          const refLogProbs = Float32Array.from(logProbs[i]!.slice(prompt.length - 1));
          const features = statelessFeatures(decode(prompt), decode(response), response.length, refLogProbs);
          return { refLogProbs, features };
        });
      },
      dispose: async () => {},
    },
  };

  function generatorOf(options: ServedModelOptions, name: string, held: ServedAdapters): Generator {
    return {
      generate: (prompts, { topP = TOP_P }) =>
        inParts(prompts, async (some): Promise<Generated[]> => {
          const drawn = await server.answers(name, some, {
            maxTokens: shape.windows.at(-1)!,
            topP,
            stopIds: [shape.eosId, ...(shape.endIds ?? [])],
          });
          return drawn.map(({ tokens, logProbs }, i) => ({
            prompt: some[i]!,
            response: tokens,
            logProbs,
            states: new Float32Array(),
          }));
        }),
      withWeights: async (weights) => generatorOf(options, await held.load(weights, base), held),
      dispose: () => (name === base ? Promise.resolve() : held.release(name)),
    };
  }
}

async function inParts<T, R>(all: readonly T[], work: (some: readonly T[]) => Promise<readonly R[]>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) done.push(...(await work(all.slice(at, at + AT_ONCE))));
  return done;
}

interface ServedAdapters {
  /** The name by which the server answers with these weights: the base's where they change nothing. */
  load(weights: Constants, base: string): Promise<string>;
  /** Of the last that used it, takes it from the server. */
  release(name: string): Promise<void>;
}

/** Adapters on the server, each once, named by what they hold. */
function servedAdapters({ server, config, adapter, baseName, folder }: ServedModelOptions): ServedAdapters {
  const users = new Map<string, number>();
  return {
    async load(weights, base) {
      const tensors: NamedTensors = Object.fromEntries(
        Object.entries(adapterShapes(config, adapter)).map(([name, shape]) => [
          name,
          { shape, values: weights[name]!.values as Float32Array },
        ]),
      );
      const changes = Object.entries(tensors).filter(([name]) => name.endsWith("lora_B.weight"));
      if (changes.every(([, { values }]) => values.every((value) => value === 0))) return base;
      const name = `thumbwar-${fingerprintOf(tensors)}`;
      const path = join(folder, name);
      await writeFolder(path, formatPeftAdapter(tensors, adapter, config, baseName));
      await server.loadAdapter(name, path);
      users.set(name, (users.get(name) ?? 0) + 1);
      return name;
    },
    async release(name) {
      const left = (users.get(name) ?? 1) - 1;
      users.set(name, left);
      if (left > 0) return;
      users.delete(name);
      await server.unloadAdapter(name);
      await rm(join(folder, name), { recursive: true, force: true });
    },
  };
}

function fingerprintOf(tensors: NamedTensors): string {
  const hash = createHash("sha256");
  for (const { values } of Object.values(tensors))
    hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return hash.digest("hex").slice(0, 16);
}
