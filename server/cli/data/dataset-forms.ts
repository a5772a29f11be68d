import { type ArenaBattle, arenaBattle } from "../../arena/dataset/arena-battle.ts";
import type { Form } from "../../arena/dataset/data-card.ts";
import { preferenceOf, unpairedOf } from "../../arena/dataset/preference-rows.ts";
import type { DatasetSource } from "../../arena/ports.ts";
import { type Pages, type ParquetColumns, writeJsonl, writeParquet } from "./write-rows.ts";

/** What the rows of a form are made of. Battles nest messages, so they come as JSONL alone. */
const COLUMNS: Readonly<Record<Form, ParquetColumns | null>> = {
  preferences: { prompt: "STRING", chosen: "STRING", rejected: "STRING" },
  unpaired: { prompt: "STRING", completion: "STRING", label: "BOOLEAN" },
  sft: { prompt: "STRING", completion: "STRING" },
  battles: null,
};

export const FILE_TYPES = ["jsonl", "parquet"] as const;
export type FileType = (typeof FILE_TYPES)[number];

export function fileTypesOf(form: Form): readonly FileType[] {
  return COLUMNS[form] === null ? ["jsonl"] : FILE_TYPES;
}

export interface WriteForm {
  readonly source: DatasetSource;
  readonly form: Form;
  readonly type: FileType;
  readonly path: string;
  readonly pseudonym: (playerId: string) => string;
  /** Told about every page. */
  onRows(rows: number): void;
}

/** Writes one file; returns its rows. */
export async function writeForm({ source, form, type, path, pseudonym, onRows }: WriteForm): Promise<number> {
  let rows = 0;
  async function* counted(pages: Pages<object>) {
    for await (const page of pages) {
      rows += page.length;
      onRows(page.length);
      yield page;
    }
  }
  const pages = counted(rowsOf(source, form, pseudonym));
  const columns = COLUMNS[form];
  if (type === "jsonl") await writeJsonl(path, pages);
  else if (columns !== null) await writeParquet(path, columns, pages);
  else throw new Error(`${form} nest messages and are written as JSONL only; let the file's name end in .jsonl.`);
  return rows;
}

function rowsOf(source: DatasetSource, form: Form, pseudonym: (playerId: string) => string): Pages<object> {
  if (form === "sft") return source.winners();
  if (form === "battles")
    return mapped(source.votes(), (vote): readonly ArenaBattle[] => [arenaBattle(vote, pseudonym)]);
  if (form === "unpaired") return mapped(source.comparisons(), unpairedOf);
  return mapped(source.comparisons(), (pair) => preferenceOf(pair) ?? []);
}

async function* mapped<T, R>(pages: Pages<T>, rowsOf: (item: T) => R | readonly R[]): AsyncGenerator<readonly R[]> {
  for await (const page of pages) yield page.flatMap(rowsOf);
}
