import { stat } from "node:fs/promises";
import { join } from "node:path";
import { ADOPTED_BATCH } from "../../methods/on-policy.ts";
import { type Checkpoint, readCheckpoint, readModelConfig } from "../../ml/model/checkpoint.ts";
import { familyOf } from "../../ml/model/config/parse-config.ts";
import { type LlamaConfig, parameterCount } from "../../ml/model/llama-config.ts";
import type { LowRank } from "../../ml/model/low-rank-adapter.ts";
import { weightFiles } from "../../ml/model/weight-files.ts";
import { type ChatTokenizer, loadChatTokenizer } from "../../ml/tokenizer/chat-tokenizer.ts";
import { refuseSecondVocabulary } from "../../ml/tokenizer/second-vocabulary.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import { ENSEMBLE } from "../../reward/reward-ensemble.ts";
import { AS_DRAWN } from "../pool/pick-varied.ts";
import { boundsBeside, type CandidateMetrics, gate } from "../promotion/gate.ts";
import type { Schedule } from "../schedule.ts";
import { saidName } from "./adoption.ts";
import { refuseOtherKinds } from "./folder-kinds.ts";

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

/**
 * What a model of the user's that is adopted from now on answers at. Drawn at 1, as it was trained, answers of SmolLM2-135M change the
 * language or lose their thread (docs/log), and a class judges noise; nearer to 0 all answers are alike, and there is nothing to judge.
 */
export const TEMPERATURE = 0.6;

/** What one answers at whose answers come from a server, which tells probabilities at that alone. */
export const SERVED_TEMPERATURE = 1;

/**
 * The same model with every logit divided by a temperature, in whatever is computed of it: so drawing, log-probabilities and KL are of one policy.
 * @param temperature 1 for adoptions of before, which have none
 */
export function answeringAt<T extends Pick<AdoptedModel, "start">>(model: T, temperature = 1): T {
  const { config, weights } = model.start;
  const logitsScaling = (config.differences?.logitsScaling ?? 1) * temperature;
  return { ...model, start: { config: { ...config, differences: { ...config.differences, logitsScaling } }, weights } };
}

/** A model of the user's as a new arena adopts it: with its temperature, and the adapter that learns. */
export async function openNewlyAdopted(
  folder: string,
  temperature: number = TEMPERATURE,
): Promise<AdoptedModel & { readonly adapter: LowRank }> {
  const model = answeringAt(await openAdoptedModel(folder), temperature);
  const { config } = model.start;
  return { ...model, adapter: inTopLayers(LOW_RANK, topThird(config), config) };
}

/** Answers that are computed at once: as many as memory has room for beside the model, of logits above all. */
const ROWS = 8;

/**
 * A cycle runs four iterations, however long they take, and further ones while they fit into a minute: a single one of 32 answers moves a policy less than
 * its gate costs (docs/log). Its candidate is measured on, and then dealt in, two batches of answers.
 * Votes come faster than it learns: three iterations for 25 votes, as measured, are run after them where they weren't run meanwhile.
 */
export const ADOPTED_SCHEDULE: Schedule = {
  iterations: 8,
  leastIterations: 4,
  practice: 3 / 25,
  cycleMs: 60_000,
  poolPrompts: 16,
  perPrompt: 4,
  showdowns: 12,
  lowWater: 24,
  meetings: 3,
  startPools: 1,
  picking: AS_DRAWN,
};

/** Answers that a candidate is measured on. */
const MEASURED = ADOPTED_SCHEDULE.poolPrompts * ADOPTED_SCHEDULE.perPrompt;

/** The gate of such a model: its limits lie beside what the model does at its start. */
export const adoptedGate = (candidate: CandidateMetrics, start: CandidateMetrics): string | null =>
  gate(candidate, boundsBeside(start, MEASURED));

/** How a learner is opened on such a model. */
export const ADOPTED_LEARNING = {
  batch: ADOPTED_BATCH,
  /** Samples of the starting model that fix the scale of rewards. */
  referenceSamples: 64,
  /** Features are more than the pocket model's, and each tells more: a prior as tight as there takes too much off what votes say (docs/log). */
  ensemble: { ...ENSEMBLE, l2: 1 },
} as const;

/** Graphs of one kind that are kept: of all lengths together they would take many times the memory of the model. */
const GRAPHS = 2;

/** Tokens of an answer at most. */
const RESPONSE = 48;
/** Tokens of a prompt, its template included: graphs are compiled for these lengths, on first use. */
const PROMPT_WINDOWS = [32, 40, 48, 64, 96, 128, 160] as const;

/** With more an iteration takes many minutes, and one copy of the weights alone more than 2 GB of memory. */
export const MAX_PARAMETERS = 500e6;

/** A model of the user's, as training starts from it. */
export interface AdoptedModel {
  readonly start: Checkpoint;
  readonly tokenizer: ChatTokenizer;
  readonly shape: SequenceShape;
  /** As its config calls it, if it does. */
  readonly name: string | null;
  readonly family: string;
}

/** The same without its weights, which are a server's. */
export type AdoptedTexts = Omit<AdoptedModel, "start"> & { readonly config: LlamaConfig };

/**
 * Reads a model folder of the user's. What would be too much to read is refused by its size, before it is read.
 * @throws Error that names the folder and the file, field or tensor that is wrong, and what to do
 */
export async function openAdoptedModel(folder: string): Promise<AdoptedModel> {
  const { config, ...texts } = await readAdopted(folder, async (config) => {
    const parameters = parameterCount(config);
    if (parameters > MAX_PARAMETERS)
      throw new Error(
        `${folder}: config.json describes ${millions(parameters)} million parameters; at most ${millions(MAX_PARAMETERS)} can be trained here. ` +
          "Choose a smaller model, such as SmolLM2-135M, or let a server answer and an engine train: ANSWER_SERVER_URL in docs/own-model.md",
      );
    await refuseLargeFiles(folder, parameters);
  });
  return { ...texts, start: await readCheckpoint(folder) };
}

/**
 * Looks at every number of a model, which is done once, when it is adopted.
 * @throws Error that names the folder and the first tensor with a number that is not finite
 */
export function refuseDamaged(folder: string, { weights }: Pick<Checkpoint, "weights">): void {
  for (const [name, { values }] of Object.entries(weights)) {
    // No callback: of a hundred million numbers it would take ten seconds.
    for (let at = 0; at < values.length; at++)
      if (!Number.isFinite(values[at]))
        throw new Error(`${folder}: number ${at} of tensor "${name}" is not finite; the file is damaged`);
  }
}

/**
 * Reads what of a model folder an arena needs whose answers come from a server: all but its weights, of whatever size.
 * @throws Error that names the folder and the file or field that is wrong, and what to do
 */
export const openAdoptedTexts = (folder: string): Promise<AdoptedTexts> => readAdopted(folder, async () => {});

/** @param refuse throws where the model is none that can be used, before more is read */
async function readAdopted(folder: string, refuse: (config: LlamaConfig) => Promise<void>): Promise<AdoptedTexts> {
  await refuseOtherKinds(folder);
  const { config, json } = await readModelConfig(folder);
  await refuse(config);
  const tokenizer = await loadChatTokenizer(folder, json.eos_token_id);
  if (tokenizer.vocabSize > config.vocabSize)
    throw new Error(
      `${folder}: its tokenizer has ${tokenizer.vocabSize} tokens, its model only ${config.vocabSize}; take both from one model`,
    );
  await refuseSecondVocabulary(folder);
  const shape = shapeOf(folder, config.context, tokenizer);
  return { config, tokenizer, shape, name: saidName(json), family: familyOf(json) };
}

/** Each of the numbers takes 4 bytes at most, and some that aren't used may stand beside them. */
async function refuseLargeFiles(folder: string, parameters: number): Promise<void> {
  const files = await weightFiles(folder).catch((cause: unknown) => {
    throw new Error(`${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  let bytes = 0;
  for (const file of files) bytes += (await stat(join(folder, file))).size;
  if (bytes > 4.5 * MAX_PARAMETERS)
    throw new Error(
      `${folder}: ${files.join(", ")} has ${(bytes / 1e9).toFixed(1)} GB, more than the ${millions(parameters)} million parameters of config.json ` +
        "take; is it another model's file?",
    );
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

const millions = (count: number): string => (count / 1e6).toFixed(0);

/**
 * Windows that the model's context has room for.
 * @throws Error when it has none for a prompt and its answer
 */
export function adoptedShape(
  context: number,
  { padId, eosId, endIds }: Pick<SequenceShape, "padId" | "eosId" | "endIds">,
): SequenceShape {
  const promptWindows = PROMPT_WINDOWS.filter((window) => window + RESPONSE <= context);
  const promptWindow = promptWindows.at(-1);
  if (promptWindow === undefined)
    throw new Error(
      `its context of ${context} tokens is too short: a prompt and its answer take ${PROMPT_WINDOWS[0] + RESPONSE}`,
    );
  return {
    padId,
    eosId,
    endIds,
    rows: ROWS,
    graphs: GRAPHS,
    promptWindow,
    promptWindows,
    windows: [RESPONSE / 2, RESPONSE],
  };
}
