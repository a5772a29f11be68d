import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { AnswerServerConfig } from "../../answer-server-config.ts";
import { type Config, ConfigError } from "../../config.ts";
import { answerServer } from "../../external/answer-server/answer-server.ts";
import { openServedModel } from "../../external/answer-server/served-model.ts";
import { classroomPrompts } from "../../game/packs/classroom-questions.ts";
import type { Method } from "../../methods/method.ts";
import { ADOPTED_METHODS, METHODS, type Methods } from "../../methods/registry.ts";
import { ADAPTER_SFT, SFT, sft } from "../../methods/sft/sft.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import { finalePrompts, showcasePrompts, trainPrompts } from "../../world/prompts.ts";
import { isSafe, isSafeAnywhere } from "../../world/safety.ts";
import { adapterFolders } from "../folders/adapter-folders.ts";
import { type PolicyFolders, wholeModelFolders } from "../folders/policy-folders.ts";
import type { LearnerOptions } from "../learner-contract.ts";
import { pickingBy } from "../pool/pick-varied.ts";
import { gate } from "../promotion/gate.ts";
import { SCHEDULE, type Schedule } from "../schedule.ts";
import type { TrainingLine } from "../training-line.ts";
import { type Adoption, BASE_MODEL, readAdoption } from "./adoption.ts";
import {
  ADOPTED_LEARNING,
  ADOPTED_SCHEDULE,
  type AdoptedModel,
  adoptedGate,
  answeringAt,
  openAdoptedModel,
  openAdoptedTexts,
  SERVED_TEMPERATURE,
} from "./open-adopted-model.ts";
import { BrokenStartModel, openStartModel } from "./open-start-model.ts";
import { POCKET_SHAPE } from "./pocket-shape.ts";
import { POCKET_FOLDER } from "./pocket-stages.ts";

/** The model that an arena's training starts from, with everything that hangs on which one it is. */
export interface ArenaModel
  extends Pick<
    TrainingLine,
    "answersAnything" | "isSafe" | "gate" | "startMetrics" | "prompts" | "showcasePrompts" | "finalePrompts"
  > {
  readonly start: Checkpoint;
  readonly tokenizer: Tokenizer;
  readonly shape: SequenceShape;
  readonly folders: PolicyFolders;
  readonly schedule: Schedule;
  readonly learning: Pick<LearnerOptions, "adapter" | "served" | "threads" | "referenceSamples" | "batch" | "ensemble">;
  readonly methods: Methods;
  readonly sft: Method<readonly Sequence[]>;
}

/** Kept questions that the lab and learning breaks show; the others are for finales. */
const SHOWCASE = 4;

type ModelConfig = Pick<Config, "dataDir" | "trainerThreads" | "answerServer">;

/**
 * The adopted model of a data folder, or else the pocket model.
 * @param pocketFolder of the pocket model that arenas began with
 * @throws BrokenStartModel naming the folder and what is wrong in it
 */
export async function openArenaModel(
  { dealing, ...config }: ModelConfig & Pick<Config, "dealing">,
  pocketFolder: string = POCKET_FOLDER,
): Promise<ArenaModel> {
  const model = await openModel(config, pocketFolder);
  return { ...model, schedule: { ...model.schedule, picking: pickingBy(dealing, model.schedule.picking) } };
}

async function openModel(
  { dataDir, trainerThreads, answerServer }: ModelConfig,
  pocketFolder: string,
): Promise<ArenaModel> {
  const adoption = await readAdoption(dataDir).catch(asBroken);
  if (answerServer !== null) return openServed(dataDir, adoption, answerServer);
  return adoption === null
    ? openPocketModel(pocketFolder)
    : openAdopted(join(dataDir, BASE_MODEL), adoption, trainerThreads ?? ownThreads());
}

/** More than four gain little on matrices of this size. */
const ownThreads = (): number => Math.min(4, availableParallelism());

async function openPocketModel(folder: string): Promise<ArenaModel> {
  const { start, tokenizer } = await openStartModel(folder);
  return {
    ...{ start, tokenizer, isSafe, showcasePrompts, finalePrompts },
    answersAnything: false,
    prompts: trainPrompts.map(({ id, text }) => ({ id, text })),
    shape: POCKET_SHAPE,
    folders: wholeModelFolders(start, folder),
    gate: (candidate) => gate(candidate),
    startMetrics: {},
    schedule: SCHEDULE,
    learning: {},
    methods: METHODS,
    sft: sft(SFT),
  };
}

async function openAdopted(folder: string, adoption: Adoption, threads: number): Promise<ArenaModel> {
  const { start, tokenizer, shape } = answeringAt(await openAdoptedModel(folder).catch(asBroken), adoption.temperature);
  return adoptedModel(folder, adoption, { start, tokenizer, shape }, { threads });
}

/** Below DATA_DIR: adapters that the answer server reads. */
const SERVED = "served";

/**
 * An adopted model whose weights are on a server.
 * @throws ConfigError when the settings don't fit the model; AnswerServerAway
 */
async function openServed(dataDir: string, adoption: Adoption | null, at: AnswerServerConfig): Promise<ArenaModel> {
  if (adoption === null)
    throw new ConfigError(
      "ANSWER_SERVER_URL is set, and no model was adopted. Adopt the one that the server has: npm run learn -- adopt",
    );
  const folder = join(dataDir, BASE_MODEL);
  if ((adoption.temperature ?? 1) !== SERVED_TEMPERATURE)
    throw new ConfigError(
      `${folder} was adopted to answer at temperature ${adoption.temperature}, and a server tells probabilities at 1 alone. Adopt the model ` +
        "again in an empty data folder, with ANSWER_SERVER_URL set",
    );
  const { config, tokenizer, shape } = await openAdoptedTexts(folder).catch(asBroken);
  const served = await openServedModel({
    ...{ server: answerServer(at), config, adapter: adoption, shape, folder: join(dataDir, SERVED) },
    decode: (tokens) => tokenizer.decode(tokens),
    baseName: adoption.name ?? BASE_MODEL,
  });
  return adoptedModel(folder, adoption, { start: { config, weights: {} }, tokenizer, shape }, { served });
}

function adoptedModel(
  folder: string,
  adoption: Adoption,
  { start, tokenizer, shape }: Pick<AdoptedModel, "start" | "tokenizer" | "shape">,
  learning: Pick<LearnerOptions, "threads" | "served">,
): ArenaModel {
  const { played, kept } = classroomPrompts;
  const canRead = ({ text }: { readonly text: string }) => tokenizer.encodePrompt(text).length <= shape.promptWindow;
  if (!played.some(canRead))
    asBroken(
      new Error(
        `${folder}: the model reads ${shape.promptWindow} tokens of a prompt, too few for any question of a class`,
      ),
    );
  const held = kept.filter(canRead);
  return {
    ...{ start, tokenizer, shape },
    answersAnything: true,
    prompts: played.filter(canRead),
    showcasePrompts: held.slice(0, SHOWCASE),
    finalePrompts: held.slice(SHOWCASE),
    isSafe: isSafeAnywhere,
    folders: adapterFolders(start.config, adoption, folder),
    gate: adoptedGate,
    startMetrics: { adapterRank: adoption.rank },
    schedule: ADOPTED_SCHEDULE,
    learning: { adapter: adoption, ...learning, ...ADOPTED_LEARNING },
    methods: ADOPTED_METHODS,
    sft: sft(ADAPTER_SFT),
  };
}

function asBroken(error: unknown): never {
  throw new BrokenStartModel(error);
}
