import Papa from "papaparse";

/** Says what is wrong with a table, and what to do about it. */
export class TableProblem extends Error {
  override readonly name = "TableProblem";
}

export interface TableRow {
  /** As a spreadsheet counts, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

export interface Table {
  /** Those that are not empty, the heading among them. */
  readonly rows: readonly TableRow[];
  readonly delimiter: string;
}

const DELIMITERS = [",", ";", "\t", "|"];
/** No text has the unit separator in it. */
const ONE_COLUMN = "\u001f";
const LONGEST_HEADING = 4_096;

/**
 * Reads a CSV or TSV. The delimiter is what Excel's first line `sep=;` names, or the one that the heading has most of; line ends of several systems
 * may be mixed.
 * @throws TableProblem naming the row with a quotation mark that is not closed
 */
export function readTable(text: string): Table {
  // One kind of line end: the parser knows one a file. Those inside of cells become it too.
  const lines = text.replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  const sep = /^"?sep=(.)"?[ \t]*\n/i.exec(lines);
  const body = sep === null ? lines : lines.slice(sep[0].length);
  const before = sep === null ? 0 : 1;
  const delimiter = sep?.[1] ?? delimiterOf(body);
  const rows = cellsOf(body, delimiter, before).map((cells, i) => ({ number: i + 1 + before, cells }));
  return { delimiter, rows: rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")) };
}

function cellsOf(body: string, delimiter: string, before: number): readonly string[][] {
  const { data, errors } = Papa.parse<string[]>(body, { newline: "\n", delimiter });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken === undefined) return data;
  // A text of the only column may begin with a word in quotation marks.
  const lines = body.split("\n");
  if (delimiter === ONE_COLUMN && lines.every((line) => line.split('"').length % 2 === 1))
    return lines.map((line) => [/^"[^"]*"$/.test(line) ? line.slice(1, -1) : line]);
  throw new TableProblem(
    `Row ${(broken.row ?? 0) + 1 + before} has a quotation mark that is not closed. Write "" for a quotation mark inside a quoted text.`,
  );
}

/** By the heading alone: texts further down hold commas of their own. Without any it is one column. */
function delimiterOf(body: string): string {
  const [heading = ""] = body.trimStart().split("\n", 1);
  let inText = false;
  const counts = new Map<string, number>();
  for (const sign of heading.slice(0, LONGEST_HEADING)) {
    if (sign === '"') inText = !inText;
    else if (!inText && DELIMITERS.includes(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? ONE_COLUMN;
}
