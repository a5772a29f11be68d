import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { CheckpointFault } from "../../checkpoints/checkpoint-fault.ts";
import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import { readModelConfig, syncPath, writeDurably } from "../../ml/model/checkpoint.ts";
import { type LowRank, TARGETS } from "../../ml/model/low-rank-adapter.ts";
import { weightFiles } from "../../ml/model/weight-files.ts";

/** A model of the user's that an arena's policy adapts: a copy of its folder below the data folder, and how it's adapted. */
export interface Adoption extends LowRank {
  /** Of its weights: versions of an arena belong to one model. */
  readonly sha256: string;
  /** As the base is known outside this computer: exported adapters say so. Adoptions of before have none. */
  readonly name?: string | undefined;
  /** What it answers at; adoptions of before have none, and answer at 1. */
  readonly temperature?: number | undefined;
}

/** Below DATA_DIR. */
export const BASE_MODEL = "base-model";
const FILE = "adoption.json";
const CONFIG = "config.json";
const TOKENIZER = "tokenizer.json";
const WELCOME = ["tokenizer_config.json", "chat_template.jinja", "generation_config.json", "special_tokens_map.json"];

/** What a model's folder has beside its weights and their config. */
export async function modelFilesBeside(folder: string): Promise<string[]> {
  const present = await readdir(folder);
  return [TOKENIZER, ...WELCOME.filter((name) => present.includes(name))];
}

const schema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rank: z.number().int().positive(),
  alpha: z.number().positive(),
  targets: z.array(z.enum(TARGETS)).min(1),
  firstLayer: z.number().int().positive().exactOptional(),
  name: z.string().min(1).optional(),
  temperature: z.number().positive().optional(),
});

/** Whether two adoptions are of one model and adapted alike, whatever its name. */
export const isSameAdoption = (a: Adoption | null, b: Adoption): boolean =>
  a !== null && JSON.stringify({ ...a, name: undefined }) === JSON.stringify({ ...b, name: undefined });

/** Whether a text is what a model may be called: NAME or OWNER/NAME, and no path. */
export const isModelName = (text: string): boolean =>
  /^[\w.-]+(\/[\w.-]+)?$/.test(text) && !/^\.{1,2}(\/|$)/.test(text);

/** What a `config.json` calls its model; null where that is nothing or a path. */
export function saidName(json: Readonly<Record<string, unknown>>): string | null {
  const said = json._name_or_path;
  return typeof said === "string" && isModelName(said) ? said : null;
}

/** What a model is called by the folder or GGUF file that it lies in. */
export function nameOfPath(given: string): string {
  const path = resolve(given);
  // The cache of Hugging Face: models--OWNER--NAME/snapshots/COMMIT.
  const cached = /^models--(.+)$/.exec(basename(dirname(dirname(path))));
  return cached === null ? basename(path).replace(/\.gguf$/i, "") : cached[1]!.replace("--", "/");
}

/** What the exported adapters of a data folder call its model. */
export async function nameOfBase(dataDir: string): Promise<string> {
  const base = join(dataDir, BASE_MODEL);
  const { name } = (await readAdoption(dataDir)) ?? {};
  return name ?? saidName((await readModelConfig(base)).json) ?? BASE_MODEL;
}

/**
 * The adopted model of a data folder; null where the pocket model plays.
 * @throws Error that names a file that is damaged
 */
export async function readAdoption(dataDir: string): Promise<Adoption | null> {
  const path = join(dataDir, BASE_MODEL, FILE);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${path} is damaged; adopt the model again with npm run learn -- adopt`, { cause });
  }
}

/** Pause between tries to reach what is kept elsewhere. */
const WAIT_MS = 15_000;

/**
 * Fetches the adopted model of an installation where the data folder lacks it. Waits for a place that can't be reached: another model than the arena's
 * own must not begin to train meanwhile.
 * @throws the signal's reason once that is aborted
 */
export async function fetchAdopted(
  checkpoints: Pick<Checkpoints, "at" | "place">,
  dataDir: string,
  log: { error(message: string): void },
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    try {
      return await fetchAdoptedOnce(checkpoints, dataDir);
    } catch (error) {
      if (!(error instanceof CheckpointFault)) throw error;
      log.error(`${error.message}. Whether a model was adopted isn't known before; trying again`);
    }
    await sleep(WAIT_MS, undefined, { signal });
  }
}

/**
 * The same without waiting.
 * @throws CheckpointFault when the place can't be reached
 */
export async function fetchAdoptedOnce(checkpoints: Pick<Checkpoints, "at" | "place">, dataDir: string): Promise<void> {
  if (checkpoints.place === null || (await readAdoption(dataDir).catch(() => "damaged")) !== null) return;
  await checkpoints.at(BASE_MODEL).catch((error: unknown) => {
    const isPocket = error instanceof CheckpointFault && error.isMissing;
    if (!isPocket) throw error;
  });
}

/** SHA-256 of a model folder's weights, in hexadecimal. */
export async function fingerprint(folder: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of await weightFiles(folder))
    for await (const chunk of createReadStream(join(folder, file))) hash.update(chunk as Uint8Array);
  return hash.digest("hex");
}

/** Copies a model's folder below a data folder, all or nothing; one that was adopted before is replaced. */
export async function storeAdoption(folder: string, dataDir: string, adoption: Adoption): Promise<void> {
  const target = join(dataDir, BASE_MODEL);
  const temporary = `${target}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    for (const name of [CONFIG, ...(await weightFiles(folder)), ...(await modelFilesBeside(folder))]) {
      await copyFile(join(folder, name), join(temporary, name), constants.COPYFILE_FICLONE);
      await syncPath(join(temporary, name));
    }
    await writeDurably(join(temporary, FILE), `${JSON.stringify(adoption, null, 2)}\n`);
    await syncPath(temporary);
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
    await syncPath(dataDir);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}
