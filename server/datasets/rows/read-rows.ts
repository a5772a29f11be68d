import { extname } from "node:path";
import { readTable, TableProblem } from "../../game/packs/read-table.ts";
import { cellsOf, layoutOf } from "../comparisons/columns.ts";
import { DatasetProblem } from "../dataset-problem.ts";
import { type OpenText, openText, wholeText } from "./open-text.ts";
import { parseJson } from "./parse-json.ts";
import { readLines } from "./read-lines.ts";
import { readParquet } from "./read-parquet.ts";

/** A row with its place in the file, as messages name it: "Line 3". */
export interface PlacedRow {
  readonly where: string;
  readonly row: unknown;
}

/**
 * Rows of a file, whatever its name: JSONL, JSON (a list, or an object that holds one), CSV, TSV, Parquet.
 * @throws DatasetProblem naming line or row
 */
export async function* readRows(path: string): AsyncGenerator<PlacedRow> {
  const opened = await openText(path);
  if (opened === "parquet") {
    for await (const { number, row } of readParquet(path)) yield { where: `Row ${number}`, row };
  } else if (opened.head.startsWith("[")) yield* itemsOf(parseWhole(await wholeText(opened)));
  else if (opened.head.startsWith("{")) yield* objects(path, opened);
  else if (/^\.(jsonl?|ndjson)$/i.test(extname(path.replace(/\.(gz|zst)$/i, ""))))
    yield* jsonLines(opened); // it is told which line is no JSON
  else yield* tableRows(await wholeText(opened));
}

async function* jsonLines({ chunks }: OpenText): AsyncGenerator<PlacedRow> {
  for await (const { number, text } of readLines(chunks)) {
    const line = number === 1 ? text.replace(/^\ufeff/, "") : text;
    if (line.trim() === "") continue;
    try {
      yield { where: `Line ${number}`, row: parseJson(line) };
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new DatasetProblem(
        `Line ${number}: it is not valid JSON (${error.message}). One object a line is expected, or one list in the whole file.`,
      );
    }
  }
}

/** One object a line; or one object in the whole file, over several lines or with a list of rows in it. */
async function* objects(path: string, opened: OpenText): AsyncGenerator<PlacedRow> {
  const first = await firstLine(path);
  const isRow = first !== undefined && (layoutOf(cellsOf(first)) !== null || listIn(first) === null);
  if (isRow) return yield* jsonLines(opened);
  const text = await wholeText(opened);
  let value: unknown;
  try {
    value = parseJson(text.replace(/^\ufeff/, ""));
  } catch {
    await opened.chunks.return(undefined);
    return yield* jsonLines((await openText(path)) as OpenText); // it is told which line is no JSON
  }
  yield* itemsOf(listIn(value) ?? [value]);
}

/** The object on the first line; undefined where that is none by itself. */
async function firstLine(path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    for await (const { row } of jsonLines((await openText(path)) as OpenText))
      return row as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!(error instanceof DatasetProblem)) throw error;
  }
  return undefined;
}

/** The only list of objects in an object, as in {"data": [...]}; null where there is none, or several. */
function listIn(value: unknown): readonly unknown[] | null {
  if (typeof value !== "object" || value === null) return null;
  const lists = Object.values(value).filter((one) => Array.isArray(one) && one.some((item) => isObject(item)));
  return lists.length === 1 ? (lists[0] as readonly unknown[]) : null;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null && !Array.isArray(value);

function* itemsOf(value: unknown): Generator<PlacedRow> {
  for (const [i, item] of (value as readonly unknown[]).entries()) {
    // The Hub's dataset viewer puts each row into an object of its own.
    const inner = isObject(item) && isObject((item as { row?: unknown }).row) ? (item as { row: unknown }).row : item;
    yield { where: `Item ${i + 1}`, row: inner };
  }
}

function parseWhole(text: string): unknown {
  try {
    return parseJson(text.replace(/^\ufeff/, ""));
  } catch (error) {
    throw new DatasetProblem(
      `It begins as a JSON list and is not valid JSON (${(error as Error).message}). Is its end missing? One object a line is read too.`,
    );
  }
}

function* tableRows(text: string): Generator<PlacedRow> {
  let table: ReturnType<typeof readTable>;
  try {
    table = readTable(text);
  } catch (error) {
    if (error instanceof TableProblem) throw new DatasetProblem(error.message);
    throw error;
  }
  const [heading, ...rows] = table.rows;
  if (heading === undefined) return;
  const names = heading.cells.map((name) => name.trim().toLowerCase());
  const twice = names.find((name, i) => name !== "" && names.indexOf(name) < i);
  if (twice !== undefined)
    throw new DatasetProblem(`Two columns are called ${twice}. Give each column a name of its own.`);
  for (const { number, cells } of rows) {
    const extra = cells.slice(heading.cells.length).filter((cell) => cell.trim() !== "");
    if (extra.length > 0)
      throw new DatasetProblem(
        `Row ${number} has ${cells.length} cells, the heading ${heading.cells.length}. Put texts with commas or line breaks into quotation marks.`,
      );
    yield { where: `Row ${number}`, row: Object.fromEntries(heading.cells.map((name, i) => [name, cells[i] ?? null])) };
  }
}
