import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { readTextIfThere } from "../tokenizer/read-text.ts";
import { parseModelConfig } from "./config/parse-config.ts";
import { formatLlamaConfig, type LlamaConfig, weightShapes } from "./llama-config.ts";
import { formatSafetensors, type NamedTensor, type NamedTensors } from "./safetensors.ts";
import { openWeights } from "./weight-files.ts";

/** A model on disk is a Hugging Face folder: `config.json`, `model.safetensors` and the tokenizer's files. */
export interface Checkpoint {
  readonly config: LlamaConfig;
  readonly weights: NamedTensors;
}

const TOKENIZER_FILES = ["tokenizer.json", "tokenizer_config.json"];

const missing = (folder: string, file: string, cause?: unknown) =>
  new Error(`${folder}: cannot read ${file}; a model folder holds config.json, tokenizer.json and model.safetensors`, {
    cause,
  });

const read = (folder: string, file: string): Promise<Uint8Array> =>
  readFile(join(folder, file)).catch((cause: unknown) => {
    throw missing(folder, file, cause);
  });

const inFolder = (folder: string, cause: unknown) =>
  new Error(`${folder}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });

/** The architecture that a folder describes, and all of what its `config.json` says. Errors name folder and field. */
export async function readModelConfig(
  folder: string,
): Promise<{ readonly config: LlamaConfig; readonly json: Readonly<Record<string, unknown>> }> {
  const text = await readTextIfThere(join(folder, "config.json")).catch((cause: unknown) => {
    throw inFolder(folder, cause);
  });
  if (text === null) throw missing(folder, "config.json");
  try {
    const json = parseJson("config.json", text);
    return { config: parseModelConfig(json), json: json as Readonly<Record<string, unknown>> };
  } catch (cause) {
    throw inFolder(folder, cause);
  }
}

/** Reads and checks a model folder; every error names the folder and the file, field or tensor that is wrong. */
export async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const { config } = await readModelConfig(folder);
  try {
    await using stored = await openWeights(folder, config);
    const weights: Record<string, NamedTensor> = {};
    for (const name of Object.keys(weightShapes(config))) weights[name] = await stored.read(name);
    return { config, weights };
  } catch (cause) {
    throw inFolder(folder, cause);
  }
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is not JSON`, { cause });
  }
}

/** Writes a file and waits until it is on disk. */
export async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, "w");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Waits until a file or folder is on disk. */
export async function syncPath(path: string): Promise<void> {
  if (process.platform === "win32") return; // folders cannot be opened there, nor files synced that are open for reading alone
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Writes a folder all or nothing: into a temporary name, synced, then renamed, so that a crash or a full disk at any
 * moment leaves either no folder or a whole one. An existing folder of that name is replaced.
 */
export async function writeFolder(folder: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const temporary = `${folder}.${process.pid}.tmp`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  try {
    for (const [name, data] of Object.entries(files)) await writeDurably(join(temporary, name), data);
    await syncPath(temporary);
    await rm(folder, { recursive: true, force: true });
    await rename(temporary, folder);
    await syncPath(dirname(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** The files that a tokenizer is read from, by name. */
async function readTokenizerFiles(folder: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const name of TOKENIZER_FILES) files[name] = await read(folder, name);
  return files;
}

/** Writes a checkpoint, with the tokenizer copied from the folder it was trained from and any further files. */
export async function writeCheckpoint(
  folder: string,
  checkpoint: Checkpoint,
  tokenizerFolder: string,
  further: Readonly<Record<string, Uint8Array | string>> = {},
): Promise<void> {
  await writeFolder(folder, {
    ...further,
    ...(await readTokenizerFiles(tokenizerFolder)),
    "config.json": `${JSON.stringify(formatLlamaConfig(checkpoint.config), null, 2)}\n`,
    "model.safetensors": formatSafetensors(checkpoint.weights),
  });
}

/**
 * Writes a decoder with a scalar head as `AutoModelForSequenceClassification` loads it (transformers,
 * `LlamaForSequenceClassification`): `model.*` and `score.weight` `[1, hidden]`. It scores the last token that isn't padding, which
 * `pad_token_id` tells it.
 */
export async function writeSequenceClassifier(
  folder: string,
  { config, weights }: Checkpoint,
  score: Float32Array,
  tokenizerFolder: string,
  further: Readonly<Record<string, string>> = {},
): Promise<void> {
  const json = {
    ...formatLlamaConfig(config),
    architectures: ["LlamaForSequenceClassification"],
    id2label: { 0: "reward" },
    label2id: { reward: 0 },
    problem_type: "regression",
  };
  const trunk = Object.entries(weights).filter(([name]) => name.startsWith("model."));
  await writeFolder(folder, {
    ...further,
    ...(await readTokenizerFiles(tokenizerFolder)),
    "config.json": `${JSON.stringify(json, null, 2)}\n`,
    "model.safetensors": formatSafetensors({
      ...Object.fromEntries(trunk),
      "score.weight": { shape: [1, config.hiddenSize], values: score },
    }),
  });
}

/**
 * A model that answers at temperature 1 as `checkpoint` does at `temperature`: its final norm, hence every logit, is
 * divided by it. So temperature 1 is right everywhere after: in rollouts, log-probabilities and KL.
 */
export function sharpen({ config, weights }: Checkpoint, temperature: number): Checkpoint {
  const name = "model.norm.weight";
  const norm = weights[name]!;
  return {
    config,
    weights: { ...weights, [name]: { ...norm, values: norm.values.map((value) => value / temperature) } },
  };
}
