import type { Form, FormFile } from "../../shared/protocol/dataset-files.ts";
import type { DatasetSource } from "../ports/results.ts";
import { type ArenaBattle, arenaBattle } from "./arena-battle.ts";
import { preferenceOf, unpairedOf } from "./preference-rows.ts";
import { type Pages, type ParquetColumns, writeJsonl, writeParquet } from "./write-rows.ts";

/** What the rows of a form are made of; null where they nest. */
const COLUMNS: Readonly<Record<Form, ParquetColumns | null>> = {
  preferences: { prompt: "STRING", chosen: "STRING", rejected: "STRING" },
  unpaired: { prompt: "STRING", completion: "STRING", label: "BOOLEAN" },
  sft: { prompt: "STRING", completion: "STRING" },
  battles: null,
};

export interface WriteForm extends FormFile {
  readonly source: DatasetSource;
  readonly path: string;
  readonly pseudonym: (playerId: string) => string;
  /** Told about every page. */
  onRows?(rows: number): void;
}

/** Writes one file; returns its rows. */
export async function writeForm({ source, form, type, path, pseudonym, onRows }: WriteForm): Promise<number> {
  let rows = 0;
  async function* counted(pages: Pages<object>) {
    for await (const page of pages) {
      rows += page.length;
      onRows?.(page.length);
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
