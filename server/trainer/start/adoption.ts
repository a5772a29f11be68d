import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { syncPath, writeDurably } from "../../ml/model/checkpoint.ts";
import { type LowRank, TARGETS } from "../../ml/model/low-rank-adapter.ts";

/** A model of the user's that an arena's policy adapts: a copy of its folder below the data folder, and how it's adapted. */
export interface Adoption extends LowRank {
  /** Of its weights: versions of an arena belong to one model. */
  readonly sha256: string;
}

/** Below DATA_DIR. */
export const BASE_MODEL = "base-model";
const FILE = "adoption.json";
const WEIGHTS = "model.safetensors";
const CONFIG = "config.json";
const TOKENIZER = ["tokenizer.json", "tokenizer_config.json"];
const WELCOME = ["chat_template.jinja", "generation_config.json", "special_tokens_map.json"];

/** What a model's folder has beside its weights and their config. */
export async function modelFilesBeside(folder: string): Promise<string[]> {
  const present = await readdir(folder);
  return [...TOKENIZER, ...WELCOME.filter((name) => present.includes(name))];
}

const schema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  rank: z.number().int().positive(),
  alpha: z.number().positive(),
  targets: z.array(z.enum(TARGETS)).min(1),
  firstLayer: z.number().int().positive().exactOptional(),
});

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

/** SHA-256 of a model folder's weights, in hexadecimal. */
export async function fingerprint(folder: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(join(folder, WEIGHTS)), hash);
  return hash.digest("hex");
}

/** Copies a model's folder below a data folder, all or nothing; one that was adopted before is replaced. */
export async function storeAdoption(folder: string, dataDir: string, adoption: Adoption): Promise<void> {
  const target = join(dataDir, BASE_MODEL);
  const temporary = `${target}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    for (const name of [CONFIG, WEIGHTS, ...(await modelFilesBeside(folder))]) {
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
