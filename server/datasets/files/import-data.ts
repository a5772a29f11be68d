import { stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import { totalOf } from "../../../shared/protocol/imports.ts";
import { MAX_PACK_BYTES, MAX_PROMPT_LENGTH, type PackLeftOut } from "../../../shared/protocol/packs.ts";
import { readPack } from "../../game/packs/read-prompt-pack.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { REPLAY_LIMIT } from "../../trainer/learner-contract.ts";
import { fetchAdoptedOnce } from "../../trainer/start/adoption.ts";
import { cellsOf, layoutOf } from "../comparisons/columns.ts";
import { DatasetProblem } from "../dataset-problem.ts";
import { openText, wholeText } from "../rows/open-text.ts";
import { readRows } from "../rows/read-rows.ts";
import { openArenaReader } from "./arena-reader.ts";
import { comparisonsDigest, countImport, type ImportCounts, tellCounts } from "./count-import.ts";
import { rowProgress, withStores } from "./data-command.ts";
import { readComparisons } from "./read-comparisons.ts";

export interface ImportOptions {
  readonly arena: ArenaId;
  readonly skipUnusable: boolean;
  /** Counts and tells, and writes nothing. */
  readonly dryRun: boolean;
}

/** So many of the rows left out are told one by one. */
const TOLD = 10;

/** Comparisons into an arena, or prompts into a pack, by what the file holds: all of it or nothing. */
export async function importData(file: string, options: ImportOptions): Promise<void> {
  const path = resolve(file);
  const found = await stat(path).catch(() => null);
  if (found?.isFile() !== true) throw new Error(`There is no file ${file}.`);
  try {
    await ((await holdsPrompts(path)) ? importPrompts(path, found.size, options) : importComparisons(path, options));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}\nNothing was imported.`, { cause: error });
  }
}

const PROMPT_FIELDS = ["prompt", "question", "instruction", "text", "turns"];

/** Whether a file has prompts and nothing to compare, by its first row. What can't be read is told by whoever reads all of it. */
async function holdsPrompts(path: string): Promise<boolean> {
  const ending = extname(path).toLowerCase();
  if (ending === ".txt") return true;
  const isTable = ending === ".csv" || ending === ".tsv";
  try {
    for await (const { row } of readRows(path)) {
      if (typeof row === "string") return true;
      if (typeof row !== "object" || row === null || Array.isArray(row)) return false;
      const cells = cellsOf(row as Readonly<Record<string, unknown>>);
      const columns = cells.columns.map((column) => column.trim().toLowerCase());
      return layoutOf(cells) === null && (isTable || PROMPT_FIELDS.some((name) => columns.includes(name)));
    }
  } catch (error) {
    if (!(error instanceof DatasetProblem)) throw error;
    return false;
  }
  return isTable;
}

const PACK_WORDS: Readonly<Record<PackLeftOut["why"], string>> = {
  repeated: "a prompt that was there before",
  tooLong: `a prompt of more than ${MAX_PROMPT_LENGTH} characters`,
  noPrompt: "no prompt",
  broken: "half of a character, as a cut emoji leaves it",
  cells: "more cells than the heading: put texts with commas into quotation marks",
};

function tellPackRows(leftOut: readonly PackLeftOut[]): string {
  const groups = [...Map.groupBy(leftOut, ({ why }) => why)];
  return groups
    .map(([why, some]) => {
      const shown = some.slice(0, TOLD).map(({ row }) => row);
      return `  row ${shown.join(", ")}${some.length > TOLD ? ` and ${some.length - TOLD} more` : ""}: ${PACK_WORDS[why]}\n`;
    })
    .join("");
}

async function importPrompts(path: string, size: number, { dryRun }: ImportOptions): Promise<void> {
  if (size > MAX_PACK_BYTES) throw new Error(`A pack has at most ${MAX_PACK_BYTES / 1024 / 1024} MB. Split it.`);
  const opened = await openText(path);
  if (opened === "parquet")
    throw new Error("A pack of prompts is a text, CSV, JSON or JSONL file. Save it as one of these.");
  const isTable = /\.(csv|tsv)(\.gz)?$/i.test(path);
  const { prompts, rows, leftOut } = readPack(
    Buffer.from(await wholeText(opened)),
    isTable ? "text/csv" : "text/plain",
  );
  if (leftOut.length > 0)
    process.stdout.write(`${prompts.length} prompts of ${rows} rows. Left out:\n${tellPackRows(leftOut)}`);
  if (dryRun) return void process.stdout.write(`${prompts.length} prompts. Nothing was imported (--dry-run).\n`);
  await withStores(async (stores) => {
    const name = basename(path, extname(path));
    const pack = await stores.promptPacks.add({ name, prompts });
    process.stdout.write(`${prompts.length} prompts in pack ${pack.id}\n`);
  });
}

async function importComparisons(path: string, options: ImportOptions): Promise<void> {
  await withStores(async (stores, { dataDir }, checkpoints) => {
    await fetchAdoptedOnce(checkpoints, dataDir);
    const { shape, whyUnread } = await openArenaReader(dataDir);
    const counts = await countWithProgress(path, options, whyUnread);
    if (counts.comparisons === 0)
      throw new Error(
        totalOf(counts.leftOut) > 0 ? "None of its comparisons can be used." : "There are no comparisons in it.",
      );
    process.stdout.write(tellCounts(counts, shape, REPLAY_LIMIT));
    const before = await stores.imports.withDigest(options.arena, counts.digest);
    if (before !== null) {
      const day = before.at.toISOString().slice(0, 10);
      process.stdout.write(
        `Arena ${options.arena} has these comparisons already: ${before.file} was imported on ${day}. Nothing was imported again.\n`,
      );
    } else if (options.dryRun) process.stdout.write("Nothing was imported (--dry-run).\n");
    else await store(stores, path, options, counts);
  });
}

/** A dry run counts what is unusable too; an import stops at it, unless it is to be skipped. */
async function countWithProgress(
  path: string,
  { skipUnusable, dryRun }: ImportOptions,
  whyUnread: Parameters<typeof countImport>[1],
): Promise<ImportCounts> {
  let unusable = 0;
  const progress = rowProgress("checked");
  function onUnusable(problem: string): void {
    if (++unusable <= TOLD) process.stderr.write(`left out: ${problem}\n`);
  }
  try {
    return await countImport(path, whyUnread, skipUnusable || dryRun ? onUnusable : undefined, progress.add);
  } finally {
    progress.stop();
  }
}

/** The file is read again, since it may be larger than memory; what was counted and what is written have to be the same. */
async function store(
  stores: Pick<Stores, "datasets">,
  path: string,
  { arena }: ImportOptions,
  { rows, leftOut, digest }: ImportCounts,
): Promise<void> {
  const progress = rowProgress("read");
  async function* pages() {
    const written = comparisonsDigest();
    for await (const page of readComparisons(path, { onUnusable: () => {} })) {
      written.add(page);
      yield page;
      progress.add(page.length);
    }
    if (!written.end().equals(digest)) throw new Error("The file changed while it was read. Import it again.");
  }
  let count: number | null = null;
  try {
    const file = basename(path);
    count = await stores.datasets.add({
      ...{ arenaId: arena, file, rows, leftOut, digest },
      ...{ pages: pages(), random: Math.random },
    });
  } finally {
    progress.stop();
  }
  const left = totalOf(leftOut) === 0 ? "" : `; ${totalOf(leftOut).toLocaleString("en")} left out`;
  process.stdout.write(
    count === null
      ? `Arena ${arena} has these comparisons already. Nothing was imported again.\n`
      : `${count.toLocaleString("en")} comparisons in arena ${arena}${left}\n`,
  );
}
