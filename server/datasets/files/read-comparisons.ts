import type { Preference } from "../../ports/results.ts";
import { DatasetProblem, readPreference, UnusableComparison } from "../read-preference.ts";
import { firstBytes, readLines } from "./read-lines.ts";
import { readParquet } from "./read-parquet.ts";

/** In characters; so a page is never more than a few megabytes beyond its last row. */
const PAGE_LENGTH = 1_000_000;
const PAGE_ROWS = 1_000;

/**
 * Comparisons of a file in TRL's or HH-RLHF's layout, JSONL (gzipped or not) or Parquet, in pages.
 * @param onUnusable told about rows that say nothing; when it isn't given, they are an error too
 * @throws DatasetProblem naming line or row
 */
export async function* readComparisons(
  path: string,
  onUnusable?: (problem: string) => void,
): AsyncGenerator<readonly Preference[]> {
  let page: Preference[] = [];
  let length = 0;
  for await (const { where, row } of readRows(path)) {
    try {
      const preference = readPreference(row);
      page.push(preference);
      length += preference.prompt.length + preference.chosen.length + preference.rejected.length;
    } catch (error) {
      if (!(error instanceof DatasetProblem)) throw error;
      const problem = `${where}: ${error.message}`;
      if (!(error instanceof UnusableComparison) || onUnusable === undefined) throw new DatasetProblem(problem);
      onUnusable(problem);
    }
    if (page.length < PAGE_ROWS && length < PAGE_LENGTH) continue;
    yield page;
    page = [];
    length = 0;
  }
  if (page.length > 0) yield page;
}

async function* readRows(path: string): AsyncGenerator<{ readonly where: string; readonly row: unknown }> {
  if ((await firstBytes(path, 4)).toString("latin1") === "PAR1") {
    for await (const { number, row } of readParquet(path)) yield { where: `Row ${number}`, row };
    return;
  }
  for await (const { number, text } of readLines(path)) {
    const line = number === 1 ? text.replace(/^\ufeff/, "") : text;
    if (line.trim() !== "") yield { where: `Line ${number}`, row: parse(line, number) };
  }
}

function parse(line: string, number: number): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new DatasetProblem(
      `Line ${number}: it is not valid JSON (${(error as Error).message}). One object a line is expected.`,
    );
  }
}
