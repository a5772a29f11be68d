import { cpSync } from "node:fs";
import { join } from "node:path";
import type { Method } from "../../server/methods/method.ts";
import { ONLINE_DPO, onlineDpo } from "../../server/methods/online-dpo/online-dpo.ts";
import { PPO, type PpoSettings, ppo } from "../../server/methods/ppo/ppo.ts";
import type { Methods } from "../../server/methods/registry.ts";
import { RLOO, type RlooSettings, rloo } from "../../server/methods/rloo/rloo.ts";
import { type Engine, openEngine } from "../../server/ml/engine/engine.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint, writeFolder } from "../../server/ml/model/checkpoint.ts";
import { initialWeights } from "../../server/ml/model/initial-weights.ts";
import type { LlamaConfig } from "../../server/ml/model/llama-config.ts";
import type { LowRank } from "../../server/ml/model/low-rank-adapter.ts";
import { specialTokens, type Tokenizer } from "../../server/ml/tokenizer/load-tokenizer.ts";
import { openLanguageModel } from "../../server/ml/training/language-model.ts";
import type { SequenceShape } from "../../server/ml/training/reference-model.ts";
import { openLearner } from "../../server/trainer/learner.ts";
import type { Learner } from "../../server/trainer/learner-contract.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { madeOnce } from "./made-once.ts";
import { TINY } from "./tiny-model.ts";

/**
 * A world of eight-word answers, for tests of the trainer: at each place the answer takes one of three words. Its
 * players like words that end in "one".
 */
const PLACES = ["a", "b", "c", "d", "e", "f", "g", "h"];
const CHOICES = ["one", "two", "six"];
const vocabulary = [...specialTokens, ...PLACES.flatMap((place) => CHOICES.map((choice) => `${place}${choice}`))];

const CONFIG: LlamaConfig = { ...TINY, vocabSize: vocabulary.length };
export const TINY_SHAPE: SequenceShape = { rows: 16, promptWindow: 6, windows: [9, 12], padId: 0, eosId: 3 };
const BATCH = 32;
const TINY_PPO: PpoSettings = { ...PPO, batch: BATCH, minibatch: 16, learningRate: 6e-4 };
/** Adapters take larger steps. */
const TINY_ADAPTER_PPO: PpoSettings = { ...TINY_PPO, learningRate: 2e-2 };

/** Online DPO for this world. Its words are too few to vary: phrases cost nothing. */
const TINY_DPO: Method = onlineDpo({
  ...ONLINE_DPO,
  batch: 64,
  learningRate: 6e-4,
  repetition: { ...ONLINE_DPO.repetition, strength: 0 },
  variety: { ...ONLINE_DPO.variety, max: 0 },
});

export const TINY_RLOO: RlooSettings = {
  ...{ ...RLOO, batch: BATCH, minibatch: 16, learningRate: 6e-4 },
  repetition: { ...RLOO.repetition, strength: 0, repeated: 0 },
  variety: { ...RLOO.variety, max: 0 },
};

export const TINY_METHODS: Methods = { ppo: ppo(TINY_PPO), dpo: TINY_DPO, rloo: rloo(TINY_RLOO) };
export const TINY_ADAPTER_METHODS: Methods = { ...TINY_METHODS, ppo: ppo(TINY_ADAPTER_PPO) };

export const tinyTokenizer: Tokenizer = {
  vocabSize: vocabulary.length,
  padId: 0,
  eosId: 3,
  encode: (text) => text.split(" ").map((word) => vocabulary.indexOf(word)),
  encodeSpelt: (text) => text.split(" ").map((word) => vocabulary.indexOf(word)),
  encodePrompt: (text) => [1, ...tinyTokenizer.encode(text), 2],
  decode: (ids) =>
    ids
      .filter((id) => id > 3)
      .map((id) => vocabulary[id])
      .join(" "),
};

export const tinyPrompts = PLACES.flatMap((place, i) =>
  CHOICES.map((choice) => ({ id: `${place}-${choice}`, text: `${place}${choice} ${PLACES[(i + 3) % 8]}two` })),
);

/** How much the players of this world like an answer. */
export const liking = (text: string): number => text.split(" ").filter((word) => word.endsWith("one")).length;

/** A model that has learnt to answer in this world, and its folder. On a GPU in software it would learn for many minutes: there the processor teaches it. */
export async function tinyStart(engine: Engine, root: string): Promise<{ start: Checkpoint; startFolder: string }> {
  const learnt = await madeOnce(`tiny-start-${engine.name}`, async (folder) =>
    teachTinyStart(engine.device === "webgpu" ? await openEngine("onnx") : engine, folder),
  );
  const startFolder = join(root, "start");
  cpSync(learnt, startFolder, { recursive: true });
  return { start: await readCheckpoint(startFolder), startFolder };
}

async function teachTinyStart(engine: Engine, folder: string): Promise<void> {
  const random = seeded(1);
  const model = openLanguageModel(engine, CONFIG, initialWeights(CONFIG, random), TINY_SHAPE);
  const pick = <T>(items: readonly T[]) => items[Math.floor(random() * items.length)]!;
  const example = () => ({
    prompt: tinyTokenizer.encodePrompt(pick(tinyPrompts).text),
    response: [...tinyTokenizer.encode(PLACES.map((place) => place + pick(CHOICES)).join(" ")), 3],
  });
  for (let i = 0; i < 400; i++)
    await model.step(Array.from({ length: TINY_SHAPE.rows }, example), 1e-2 * (1 - i / 410));
  const start = { config: CONFIG, weights: model.weights() };
  await model.dispose();
  await writeFolder(folder, { "tokenizer.json": JSON.stringify({ vocabulary }), "tokenizer_config.json": "{}" });
  await writeCheckpoint(folder, start, folder);
}

/** @param adapter trains one to the starting model, and not the model itself */
export function openTinyLearner(engine: Engine, start: Checkpoint, adapter?: LowRank): Promise<Learner> {
  const prompts = tinyPrompts.map((prompt) => prompt.text);
  const given = { engine, start, tokenizer: tinyTokenizer, prompts, shape: TINY_SHAPE, seed: 1, batch: BATCH };
  return openLearner({ ...given, ...(adapter !== undefined && { adapter }) });
}
