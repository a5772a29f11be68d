import { access, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint, readModelConfig } from "../../ml/model/checkpoint.ts";
import { type LlamaConfig, parameterCount } from "../../ml/model/llama-config.ts";
import type { LowRank } from "../../ml/model/low-rank-adapter.ts";
import { type ChatTokenizer, loadChatTokenizer } from "../../ml/tokenizer/chat-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { Schedule } from "../training-line.ts";

/** Query and value matrices, as Hu et al. 2021 (section 4.2) adapt them; alpha is twice the rank, as is common. */
export const LOW_RANK: LowRank = { rank: 8, alpha: 16, targets: ["q_proj", "v_proj"] };

/**
 * The upper third of a model's blocks: what is to be trained, unless somebody says otherwise. Two thirds of the model are then read once a
 * sequence, whatever is computed of it.
 */
export const topThird = ({ layers }: Pick<LlamaConfig, "layers">): number => Math.ceil(layers / 3);

/** The same adapter in the uppermost blocks alone. */
export const inTopLayers = (lowRank: LowRank, top: number, { layers }: Pick<LlamaConfig, "layers">): LowRank =>
  top < layers ? { ...lowRank, firstLayer: layers - top } : lowRank;

/** Answers that are computed at once: as many as memory has room for beside the model, of logits above all. */
const ROWS = 8;

/**
 * A cycle runs one iteration, however long it takes, and further ones of a smaller model while they fit into a minute. Its candidate is
 * measured on, and then dealt in, two batches of answers.
 */
export const ADOPTED_SCHEDULE: Schedule = {
  iterations: 8,
  cycleMs: 60_000,
  poolPrompts: 16,
  perPrompt: 4,
  showdowns: 12,
  lowWater: 24,
};

/** Samples of the starting model that fix the scale of rewards. */
export const ADOPTED_SAMPLES = 64;

/** Graphs of one kind that are kept: of all lengths together they would take many times the memory of the model. */
const GRAPHS = 2;

/** Tokens of an answer at most. */
const RESPONSE = 48;
/** Tokens of a prompt, its template included: graphs are compiled for these lengths, on first use. */
const PROMPT_WINDOWS = [32, 40, 48, 64, 96, 128, 160] as const;

/** With more an iteration takes many minutes, and one copy of the weights alone more than 2 GB of memory. */
const MAX_PARAMETERS = 500e6;

/** A model of the user's, as training starts from it. */
export interface AdoptedModel {
  readonly start: Checkpoint;
  readonly tokenizer: ChatTokenizer;
  readonly shape: SequenceShape;
}

/**
 * Reads a model folder of the user's. What would be too much to read is refused by its size, before it is read.
 * @throws Error that names the folder and the file, field or tensor that is wrong, and what to do
 */
export async function openAdoptedModel(folder: string): Promise<AdoptedModel> {
  if (!(await exists(folder))) throw new Error(`${folder}: there is no such folder`);
  const { config, json } = await readModelConfig(folder);
  const parameters = parameterCount(config);
  if (parameters > MAX_PARAMETERS)
    throw new Error(
      `${folder}: config.json describes ${millions(parameters)} million parameters; at most ${millions(MAX_PARAMETERS)} can be trained here. ` +
        "Choose a smaller model, such as SmolLM2-135M",
    );
  await refuseOtherLayouts(folder);
  const { size } = await stat(join(folder, "model.safetensors"));
  if (size > 4.5 * MAX_PARAMETERS)
    throw new Error(
      `${folder}: model.safetensors has ${(size / 1e9).toFixed(1)} GB, more than the ${millions(parameters)} million parameters of config.json ` +
        "take; is it another model's file?",
    );
  const tokenizer = await loadChatTokenizer(folder, json.eos_token_id);
  if (tokenizer.vocabSize > config.vocabSize)
    throw new Error(
      `${folder}: its tokenizer has ${tokenizer.vocabSize} tokens, its model only ${config.vocabSize}; take both from one model`,
    );
  const shape = shapeOf(folder, config.context, tokenizer);
  return { start: await readCheckpoint(folder), tokenizer, shape };
}

function shapeOf(folder: string, context: number, tokenizer: ChatTokenizer): SequenceShape {
  try {
    const shape = adoptedShape(context, tokenizer);
    const question = tokenizer.encodePrompt("Why?").length;
    if (question > shape.promptWindow)
      throw new Error(`its chat template makes ${question} tokens of a short question; ${shape.promptWindow} are read`);
    return shape;
  } catch (cause) {
    throw new Error(`${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** @throws Error that says what to do about weights in other files than the one that is read */
async function refuseOtherLayouts(folder: string): Promise<void> {
  const save = `AutoModelForCausalLM.from_pretrained("${folder}").save_pretrained("NEW_FOLDER", max_shard_size="10GB", safe_serialization=True)`;
  if (await exists(join(folder, "model.safetensors.index.json")))
    throw new Error(
      `${folder}: its weights are split into shards (model.safetensors.index.json). Join them with transformers: ${save}`,
    );
  if (await exists(join(folder, "model.safetensors"))) return;
  if (await exists(join(folder, "pytorch_model.bin")))
    throw new Error(
      `${folder}: its weights are in pytorch_model.bin. Save them as safetensors with transformers: ${save}`,
    );
  if (await exists(join(folder, "adapter_config.json")))
    throw new Error(`${folder}: this is an adapter. Merge it with its model first (merge_and_unload() in PEFT)`);
  throw new Error(
    `${folder}: it lacks model.safetensors; a model folder holds config.json, tokenizer.json, tokenizer_config.json and model.safetensors`,
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

const millions = (count: number): string => (count / 1e6).toFixed(0);

/**
 * Windows that the model's context has room for.
 * @throws Error when it has none for a prompt and its answer
 */
export function adoptedShape(context: number, ids: Pick<SequenceShape, "padId" | "eosId">): SequenceShape {
  const promptWindows = PROMPT_WINDOWS.filter((window) => window + RESPONSE <= context);
  const promptWindow = promptWindows.at(-1);
  if (promptWindow === undefined)
    throw new Error(
      `its context of ${context} tokens is too short: a prompt and its answer take ${PROMPT_WINDOWS[0] + RESPONSE}`,
    );
  return { ...ids, rows: ROWS, graphs: GRAPHS, promptWindow, promptWindows, windows: [RESPONSE / 2, RESPONSE] };
}
