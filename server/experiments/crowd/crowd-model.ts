import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { ADAPTER_FILES, MODEL_FILES } from "../../../shared/protocol/models.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import type { Config } from "../../config.ts";
import { CLASSROOM_QUESTIONS } from "../../game/packs/classroom-questions.ts";
import { type SplitPrompts, splitPrompts } from "../../game/packs/pack-prompts.ts";
import { PackProblem, readPromptPack } from "../../game/packs/read-prompt-pack.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import { freshAdapter } from "../../ml/model/low-rank-adapter.ts";
import { readPeftAdapter } from "../../ml/model/peft-adapter.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { type Adoption, fingerprint, storeAdoption } from "../../trainer/start/adoption.ts";
import { openNewlyAdopted, SERVED_TEMPERATURE, TEMPERATURE } from "../../trainer/start/open-adopted-model.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { type Examiner, openExaminer } from "./examiner.ts";
import { heldOutQuestions } from "./measure-policy.ts";
import type { Camp } from "./standard-crowd.ts";

/** What training moves of a version. */
type Version = Pick<Checkpoint, "weights">;

/** The model that a crowd teaches, and what it is asked. */
export interface CrowdModel {
  /** Prompts of a pack, those that the class plays and those that it never does; null where it plays those of the pocket world. */
  readonly prompts: SplitPrompts | null;
  /** Version 0, where it is known before any server runs. */
  readonly start: Version | null;
  /** The files of a version, as a server hands them out. */
  readonly files: readonly string[];
  /** How long the starting model and a candidate are waited for, in milliseconds. */
  readonly patienceMs: number;
  /** Puts it into the data folder of servers that are about to start. */
  prepare(dataDir: string): Promise<void>;
  /** Questions whose answers fix the units of the tastes. */
  spreadQuestions(random: () => number): string[];
  /** Held-out questions, each as often as it is asked. */
  heldOutQuestions(): string[];
  /** @param first folder of version 0 */
  openExaminer(first: string): Promise<Examiner>;
  read(folder: string): Promise<Version>;
}

/** Answers that fix the units of the tastes. */
const SPREAD = 400;
const PATIENCE_MS = 180_000;

/** The model that ships, or another one of the pocket world. */
export const POCKET_CROWD: CrowdModel = {
  ...{ prompts: null, start: null, files: MODEL_FILES, patienceMs: PATIENCE_MS },
  prepare: async () => {},
  spreadQuestions: (random) =>
    Array.from({ length: SPREAD }, () => trainPrompts[Math.floor(random() * trainPrompts.length)]!.text),
  heldOutQuestions,
  openExaminer: async (first) =>
    openExaminer(await openEngine("auto"), await readCheckpoint(first), await loadTokenizer(first)),
  read: readCheckpoint,
};

/** The same of a model of the user's, whose answers take a hundred times as long. */
const OWN = { spread: 64, perPrompt: 16, rows: 32, patienceMs: 3_600_000 } as const;

/**
 * A model of the user's, as a new data folder adopts it.
 * @param pack a file of prompts; without it, the pack that ships
 * @throws Error that names the file and what is wrong with it
 */
export async function ownCrowdModel(
  folder: string,
  pack: string | undefined,
  { answerServer }: Pick<Config, "answerServer">,
): Promise<CrowdModel> {
  const temperature = answerServer === null ? TEMPERATURE : SERVED_TEMPERATURE;
  const all = pack === undefined ? CLASSROOM_QUESTIONS : await readPack(pack);
  const prompts = splitPrompts(all);
  if (prompts.kept.length === 0)
    throw new Error(
      `--pack: ${pack} has ${all.length} prompts; of 12 and more a quarter is never played, to be measured on`,
    );
  const { start, tokenizer, shape, adapter } = await openNewlyAdopted(folder, temperature);
  const long = all.find((prompt) => tokenizer.encodePrompt(prompt).length > shape.promptWindow);
  if (long !== undefined)
    throw new Error(
      `${pack}: the model reads ${shape.promptWindow} tokens of a prompt, and this one is longer: ${long}`,
    );
  const adoption: Adoption = { sha256: await fingerprint(folder), ...adapter, temperature };
  return {
    prompts,
    start: { weights: freshAdapter(start.config, adapter, seeded(1)) },
    files: ADAPTER_FILES,
    patienceMs: OWN.patienceMs,
    prepare: (dataDir) => storeAdoption(folder, dataDir, adoption),
    spreadQuestions: () => Array.from({ length: OWN.spread }, (_, i) => prompts.played[i % prompts.played.length]!),
    heldOutQuestions: () => prompts.kept.flatMap((prompt) => Array.from({ length: OWN.perPrompt }, () => prompt)),
    openExaminer: async () =>
      openExaminer(await openEngine("auto"), start, tokenizer, {
        ...{ shape, rows: OWN.rows, adapter, threads: availableParallelism() },
      }),
    read: async (version) => ({ weights: (await readPeftAdapter(version, start.config)).adapter }),
  };
}

/** How long a candidate is waited for, in milliseconds: an engine that is given jobs has the minutes of a job. */
export const patienceOf = ({ patienceMs }: CrowdModel, { training }: Pick<Config, "training">): number =>
  training.engine === "tfjs" ? patienceMs : 60_000 * training.minutes;

const TYPES = { ".csv": "text/csv", ".json": "application/json" } as const;

/**
 * The prompts of a pack, as a host uploads it.
 * @throws Error that names the file and what is wrong with it
 */
export async function readPack(path: string): Promise<readonly string[]> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`--pack: cannot read ${path}`, { cause });
  });
  try {
    return readPromptPack(bytes, TYPES[extname(path).toLowerCase() as keyof typeof TYPES] ?? "text/plain");
  } catch (cause) {
    throw cause instanceof PackProblem ? new Error(`--pack: ${path}: ${cause.message}`, { cause }) : cause;
  }
}

/**
 * The shipped tastes look for words that the pocket world alone has, so that they see no difference between another model's answers.
 * @throws Error that says so where a crowd of theirs is to teach a model of the user's
 */
export function assertPlainTastes(camps: readonly Camp[]): void {
  const shipped = camps.find(({ name }) => Object.hasOwn(namedTastes, name));
  if (shipped !== undefined)
    throw new Error(
      `--taste: ${shipped.name} knows the words of the pocket world only, and can't tell this model's answers apart; ` +
        "give a file whose score(...) looks at plain text",
    );
  if (camps.every(({ taste }) => taste === "random"))
    throw new Error(
      "--taste: with random players alone nothing can be measured on this model; add a file: ./mine.mjs:0.7,random:0.3",
    );
}
