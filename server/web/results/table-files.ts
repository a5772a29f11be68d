import Papa from "papaparse";
import type { CellObject } from "write-excel-file/node";
import type { Cell, ResultTable } from "./result-tables.ts";

/**
 * What a spreadsheet might read as a formula: a sign at the start, also after blanks and invisible characters, and in
 * its full-width form. Papa Parse's own pattern misses texts of several lines. Papa Parse puts an apostrophe before
 * such a text.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u;
/** Without it Excel reads UTF-8 as Latin 1. */
const BYTE_ORDER_MARK = "\ufeff";
const NEWLINE = "\r\n";

/** A table as CSV (RFC 4180, UTF-8 with byte order mark) in which no text can become a formula. */
export function writeCsv({ headings, rows }: ResultTable): string {
  return `${BYTE_ORDER_MARK}${lines([headings, ...rows])}`;
}

/** More rows for a table whose beginning was written by `writeCsv`. */
export function writeCsvRows({ rows }: ResultTable): string {
  return lines(rows);
}

function lines(rows: readonly (readonly unknown[])[]): string {
  if (rows.length === 0) return "";
  const text = Papa.unparse(
    rows.map((row) => [...row]),
    { newline: NEWLINE, escapeFormulae: FORMULA },
  );
  return `${text}${NEWLINE}`;
}

const NARROWEST = 8;
const WIDEST = 60;
/** Most characters that Excel takes in a cell. */
const LONGEST_TEXT = 32_767;

/**
 * Tables as the sheets of a workbook. Every text is a string cell. Formulas are another type of cell, so no text can
 * become one.
 */
export async function writeXlsx(tables: readonly ResultTable[]): Promise<Buffer> {
  const { default: writeExcelFile } = await import("write-excel-file/node"); // it is large, and no game waits for it
  return writeExcelFile(
    tables.map(({ name, headings, rows }) => ({
      sheet: name,
      stickyRowsCount: 1,
      columns: headings.map((heading, i) => ({ width: widthOf([heading, ...rows.map((row) => row[i] ?? null)]) })),
      data: [
        headings.map((heading) => ({ ...cellOf(heading), fontWeight: "bold" as const })),
        ...rows.map((row) => row.map(cellOf)),
      ],
    })),
  ).toBuffer();
}

function cellOf(value: Cell): CellObject | null {
  if (value === null) return null;
  if (typeof value === "number") return { type: Number, value };
  if (typeof value === "boolean") return { type: Boolean, value };
  return { type: String, value: cut(inXml(value)), wrap: true, alignVertical: "top" };
}

/** Without characters that XML 1.0 can't hold: control characters and halves of surrogate pairs. */
function inXml(text: string): string {
  return text.toWellFormed().replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, "");
}

function cut(text: string): string {
  return text.slice(0, LONGEST_TEXT).toWellFormed();
}

/** In characters. */
function widthOf(cells: readonly Cell[]): number {
  const longest = cells.reduce<number>((max, cell) => Math.max(max, String(cell ?? "").length), 0);
  return Math.min(WIDEST, Math.max(NARROWEST, longest + 2));
}
