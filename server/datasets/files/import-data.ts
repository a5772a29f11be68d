import { readFile, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { MAX_PACK_BYTES } from "../../../shared/protocol/packs.ts";
import { readPromptPack } from "../../game/packs/read-prompt-pack.ts";
import type { ArenaId } from "../../ports/arena.ts";
import { rowProgress, withStores } from "./data-command.ts";
import { readComparisons } from "./read-comparisons.ts";

export interface ImportOptions {
  readonly arena: ArenaId;
  readonly skipUnusable: boolean;
}

/** So many of the rows left out are told one by one. */
const TOLD = 10;

/** Comparisons from JSONL or Parquet into an arena, or prompts from CSV into a pack: all of a file or nothing. */
export async function importData(file: string, options: ImportOptions): Promise<void> {
  const path = resolve(file);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) throw new Error(`There is no file ${file}.`);
  try {
    await (extname(path).toLowerCase() === ".csv" ? importPrompts(path, found.size) : importComparisons(path, options));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}\nNothing was imported.`, { cause: error });
  }
}

async function importPrompts(path: string, size: number): Promise<void> {
  if (size > MAX_PACK_BYTES) throw new Error(`A pack has at most ${MAX_PACK_BYTES / 1024 / 1024} MB. Split it.`);
  const prompts = readPromptPack(await readFile(path), "text/csv");
  await withStores(async (stores) => {
    const name = basename(path, extname(path));
    const pack = await stores.promptPacks.add({ name, prompts });
    process.stdout.write(`${prompts.length} prompts in pack ${pack.id}\n`);
  });
}

async function importComparisons(path: string, { arena, skipUnusable }: ImportOptions): Promise<void> {
  let unusable = 0;
  function onUnusable(problem: string): void {
    if (++unusable <= TOLD) process.stderr.write(`left out: ${problem}\n`);
  }
  const progress = rowProgress("read");
  async function* counted() {
    for await (const page of readComparisons(path, skipUnusable ? onUnusable : undefined)) {
      yield page;
      progress.add(page.length);
    }
  }
  await withStores(async (stores) => {
    const title = `Imported: ${basename(path)}`;
    let count = 0;
    try {
      count = await stores.datasets.add({ arenaId: arena, title, pages: counted(), random: Math.random });
    } finally {
      progress.stop();
    }
    if (count === 0)
      throw new Error(unusable > 0 ? "None of its comparisons can be used." : "There are no comparisons in it.");
    const left = unusable === 0 ? "" : `; ${unusable.toLocaleString("en")} left out`;
    process.stdout.write(`${count.toLocaleString("en")} comparisons in arena ${arena}${left}\n`);
  });
}
