import { basename, resolve } from "node:path";
import { seeded } from "../../../shared/random/seeded.ts";
import type { AnswerServerConfig } from "../../answer-server-config.ts";
import { readConfig } from "../../config.ts";
import { withStores } from "../../datasets/files/data-command.ts";
import { answerServer } from "../../external/answer-server/answer-server.ts";
import { openServedModel } from "../../external/answer-server/served-model.ts";
import { CLASSROOM_QUESTIONS } from "../../game/packs/classroom-questions.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { type Generator, openGenerator } from "../../ml/model/generator.ts";
import { parameterCount } from "../../ml/model/llama-config.ts";
import type { Target } from "../../ml/model/low-rank-adapter.ts";
import { adapterOn } from "../../ml/training/trainable.ts";
import { type ArenaId, MAIN_ARENA } from "../../ports/arena.ts";
import type { Policies } from "../../ports/models.ts";
import {
  type Adoption,
  BASE_MODEL,
  fingerprint,
  isSameAdoption,
  nameOfPath,
  readAdoption,
  storeAdoption,
} from "../../trainer/start/adoption.ts";
import { type SourceProgress, withModelFolder } from "../../trainer/start/model-source.ts";
import {
  type AdoptedTexts,
  answeringAt,
  inTopLayers,
  openAdoptedModel,
  openAdoptedTexts,
  refuseDamaged,
  SERVED_TEMPERATURE,
  TEMPERATURE,
  topThird,
} from "../../trainer/start/open-adopted-model.ts";
import { measuringBar } from "../terminal/progress.ts";

export interface AdoptOptions {
  readonly rank: number;
  readonly alpha?: number;
  readonly targets: readonly Target[];
  /** Uppermost blocks that get additions; a third of them unless given. */
  readonly layers?: number;
  /** Of the model, in exported adapters. */
  readonly name?: string;
}

/**
 * Makes a model of the user's the one that the arena of the data folder starts from. All of it is checked before anything changes.
 * @param path a model folder, or a GGUF file
 */
export async function adopt(path: string, options: AdoptOptions): Promise<void> {
  process.stdout.write(`Reading ${path}\n`);
  const progress = conversionBar();
  try {
    await withModelFolder(path, readConfig(process.env).dataDir, progress, (folder) =>
      adoptFolder(folder, options, nameOfPath(path)),
    );
  } finally {
    progress.stop();
  }
}

/** Shows how far a GGUF file is converted, and then what it held. */
function conversionBar(): SourceProgress & { stop(): void } {
  let bar: ReturnType<typeof measuringBar> | null = null;
  return {
    converting(file, share) {
      bar ??= measuringBar(`Converting ${basename(file)} {bar} {percentage}%, {eta_formatted} left`, 1);
      bar.update(share);
    },
    converted({ types, notes }) {
      bar?.stop();
      const lines = [`Converted; its numbers were stored as ${types.join(", ")}`, ...notes];
      for (const line of lines) process.stdout.write(`${line}.\n`);
    },
    stop: () => bar?.stop(),
  };
}

async function adoptFolder(
  folder: string,
  { rank, alpha = 2 * rank, targets, ...asked }: AdoptOptions,
  byPath: string,
): Promise<void> {
  const { answerServer: server } = readConfig(process.env);
  const model = await (server === null ? openToTrain(folder) : openServedTexts(folder, server));
  const { config, tokenizer, shape, temperature } = model;
  const top = Math.min(asked.layers ?? topThird(config), config.layers);
  const adapter = inTopLayers({ rank, alpha, targets }, top, config);
  const name = asked.name ?? model.name ?? byPath;
  const adoption: Adoption = { sha256: await fingerprint(folder), ...adapter, name, temperature };
  const { layers, hiddenSize, vocabSize } = config;
  process.stdout.write(
    `${model.family} of ${(parameterCount(config) / 1e6).toFixed(1)} million parameters (${layers} layers of width ${hiddenSize}, ` +
      `vocabulary ${vocabSize}); prompts ${tokenizer.template === null ? "as they are" : "by its chat template"}, ` +
      `up to ${shape.promptWindow} tokens; answers up to ${shape.windows.at(-1)}.\n`,
  );
  const said = await withStores(async ({ policies }, { dataDir }, checkpoints) => {
    if (!(await canBegin(policies, await readAdoption(dataDir), adoption))) {
      await checkpoints.share(BASE_MODEL);
      return `${dataDir} plays this model already.`;
    }
    process.stdout.write("Answers to three questions, which take some seconds:\n");
    await showAnswers(model, adoption);
    await storeAdoption(resolve(folder), dataDir, adoption);
    await checkpoints.share(BASE_MODEL);
    const places = [dataDir, checkpoints.place].filter((place) => place !== null).join(" and ");
    return (
      `Copied to ${places}. npm start plays it, as version 0, and trains an adapter of rank ${rank} (alpha ${alpha}) ` +
      `to ${targets.join(", ")} of the upper ${top} of its ${layers} blocks.`
    );
  });
  process.stdout.write(`${said}\n`);
}

/**
 * Whether a model is to be put into place: false when it is there already.
 * @throws Error when the arena has versions of another one
 */
async function canBegin(
  policies: Pick<Policies, "list">,
  present: Adoption | null,
  wanted: Adoption,
): Promise<boolean> {
  if (isSameAdoption(present, wanted)) return false;
  const versions = await policies.list(MAIN_ARENA);
  if (versions.length === 0) return true;
  throw new Error(
    `this arena has ${versions.length} versions of another model or adapter. Set DATA_DIR to an empty folder ` +
      "(and DATABASE_URL, if set, to an empty database), and adopt the model there",
  );
}

/** A model that is to be adopted, with what draws an answer to each prompt; `close` frees it. */
type Adoptable = AdoptedTexts & {
  readonly temperature: number;
  open(adoption: Adoption): Promise<Pick<Generator, "generate" | "dispose">>;
};

async function openToTrain(folder: string): Promise<Adoptable> {
  const { start, ...texts } = answeringAt(await openAdoptedModel(folder), TEMPERATURE);
  refuseDamaged(folder, start);
  return {
    ...{ ...texts, config: start.config, temperature: TEMPERATURE },
    async open(adoption) {
      const { frozen, hold } = adapterOn(start, adoption, 2);
      const plan = { ...texts.shape, rows: SHOWN, responseWindow: texts.shape.windows.at(-1)! };
      return openGenerator(await openEngine("auto"), start.config, frozen, plan, hold);
    },
  };
}

/** Answered by a server, at the temperature at which it tells probabilities. */
async function openServedTexts(folder: string, at: AnswerServerConfig): Promise<Adoptable> {
  const texts = await openAdoptedTexts(folder);
  const { config, shape, tokenizer } = texts;
  return {
    ...{ ...texts, temperature: SERVED_TEMPERATURE },
    async open(adapter) {
      const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
      const from = { server: answerServer(at), config, adapter, shape, decode, baseName: "", folder: "" };
      return (await openServedModel(from)).generator;
    },
  };
}

const SHOWN = 3;

/**
 * Lets the model answer a few questions.
 * @throws Error when a probability is not finite
 */
async function showAnswers({ tokenizer, open }: Adoptable, adoption: Adoption): Promise<void> {
  const asked = CLASSROOM_QUESTIONS.slice(0, SHOWN).map((text) => ({ text, tokens: tokenizer.encodePrompt(text) }));
  const generator = await open(adoption);
  const answers = await generator.generate(
    asked.map(({ tokens }) => tokens),
    { random: seeded(1) },
  );
  await generator.dispose();
  if (answers.some(({ logProbs }) => logProbs.some((logProb) => !Number.isFinite(logProb))))
    throw new Error("the model answers with numbers that are not finite; its weights are damaged");
  for (const [i, { text }] of asked.entries())
    process.stdout.write(`  ${text}\n    ${JSON.stringify(tokenizer.decode(answers[i]!.response))}\n`);
}

/** Takes an arena back to an older version. A running trainer follows within a second; players meet that version from the next round on. */
export async function rollback({ arena, to, reason }: { arena: ArenaId; to: number; reason: string }): Promise<void> {
  const undone = await withStores(({ policies }) => policies.rollback(arena, to, reason));
  process.stdout.write(`Version ${to} is the newest again; ${undone} later versions were taken back.\n`);
}
