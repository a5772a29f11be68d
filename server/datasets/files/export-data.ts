import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { FILE_TYPES, type FileType, type Form } from "../../../shared/protocol/dataset-files.ts";
import type { ArenaId } from "../../ports/arena.ts";
import { pseudonyms, writeForm } from "../dataset-forms.ts";
import { writeArchive } from "../write-archive.ts";
import { rowProgress, withStores } from "./data-command.ts";
import { writeAtomically } from "./write-atomically.ts";

export interface ExportOptions {
  readonly out: string;
  readonly form: Form;
  readonly arena: ArenaId;
  /** Join code or id. */
  readonly session?: string;
}

/** Writes one form as JSONL or Parquet, or all of them as a ZIP, as the name of the file says. */
export async function exportData({ out, form, arena, session: typed }: ExportOptions): Promise<void> {
  const path = resolve(out);
  const type = extname(path).slice(1).toLowerCase();
  if (type !== "zip" && !isFileType(type)) {
    throw new Error(`--out has to end in .jsonl, .parquet or .zip (everything); ${out} does not.`);
  }
  if (form === "battles" && type === "parquet") {
    throw new Error("Battles nest messages and are written as JSONL only; let --out end in .jsonl.");
  }
  const folder = await stat(dirname(path)).catch(() => null);
  if (folder?.isDirectory() !== true) throw new Error(`There is no folder ${dirname(path)}; create it first.`);

  await withStores(async (stores) => {
    const session = typed === undefined ? null : await stores.sessions.named(arena, typed);
    if (typed !== undefined && session === null)
      throw new Error(`Arena ${arena} has no session ${typed}. Give its join code or its id.`);
    const scope = { arenaId: arena, sessionId: session?.id ?? null };
    const how = { pseudonym: pseudonyms(randomBytes(32)) };
    const progress = rowProgress("exported");
    let rows = 0;
    try {
      await stores.datasets.read(scope, async (source) => {
        rows = await writeAtomically(path, (temporary) =>
          isFileType(type)
            ? writeForm({ ...how, source, form, type, path: temporary, onRows: progress.add })
            : writeArchive(temporary, {
                ...how,
                source,
                session: session?.settings ?? null,
                exportedAt: new Date(),
                onRows: progress.add,
              }),
        );
      });
    } finally {
      progress.stop();
    }
    process.stdout.write(`${out}: ${rows.toLocaleString("en")} rows${isFileType(type) ? ` of ${form}` : ""}\n`);
  });
}

function isFileType(type: string): type is FileType {
  return FILE_TYPES.some((one) => one === type);
}
