import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { convertGguf, type GgufContents } from "../../ml/gguf/convert-gguf.ts";
import { isGgufName } from "../../ml/gguf/gguf-file.ts";
import { refusePointer } from "../../ml/tokenizer/read-text.ts";
import { MAX_PARAMETERS } from "./open-adopted-model.ts";

/** What is told while a model is made ready. */
export interface SourceProgress {
  /** A GGUF file is being written as a folder: how much of it is. */
  converting(file: string, share: number): void;
  converted(contents: GgufContents): void;
}

/** The folder below a data folder that a GGUF file becomes for as long as it takes to adopt it. */
const CONVERTED = /^from-gguf\.(\d+)\.tmp$/;

/**
 * Hands on a model folder: the one that is given, or one made of a GGUF file, which is gone afterwards.
 * @param path a model folder, a GGUF file, or a folder with one
 * @throws Error that names the file that is missing or wrong, and what to do
 */
export async function withModelFolder<T>(
  path: string,
  dataDir: string,
  { converting, converted }: SourceProgress,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const file = await ggufOf(path);
  if (file === null) return use(path);
  await refusePointer(file);
  await removeLeftOvers(dataDir);
  const folder = join(dataDir, `from-gguf.${process.pid}.tmp`);
  try {
    const contents = await convertGguf(file, folder, MAX_PARAMETERS, (done, all) => converting(file, done / all));
    converted(contents);
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The GGUF file that a path leads to; null for a model folder, and for what the one who reads it has to tell of. */
async function ggufOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (found === null) return null;
  if (!found.isDirectory()) {
    if (isGgufName(path)) return path;
    throw new Error(
      `${path}: it is neither a model folder nor a GGUF file (NAME.gguf). Give the folder that holds config.json, tokenizer.json and model.safetensors`,
    );
  }
  const names = await readdir(path);
  const files = names.filter(isGgufName).sort();
  const holdsWeights = names.some((name) => /\.(?:safetensors|bin|pt|pth)$/.test(name));
  if (files.length === 0 || holdsWeights) return null;
  const models = files.filter((name) => !/mmproj/i.test(name));
  const [only = files[0]!, another] = models;
  if (another === undefined) return join(path, only);
  throw new Error(
    `${path}: it holds ${models.length} GGUF files. Name the one to adopt, such as ${join(path, only)}; of one model with several ` +
      "quantisations the largest is the best",
  );
}

/** Removes what processes that were killed left behind. */
async function removeLeftOvers(dataDir: string): Promise<void> {
  for (const name of await readdir(dataDir).catch(() => [])) {
    const pid = Number(CONVERTED.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isRunning(pid)) await rm(join(dataDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false; // of an earlier process with this number
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
