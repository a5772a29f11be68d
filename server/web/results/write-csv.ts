import Papa from "papaparse";
import type { ResultTable } from "./result-tables.ts";

/**
 * What a spreadsheet might take for a formula: a sign at the start, behind blanks and invisible characters too, and in its
 * full-width form. Papa Parse's own pattern overlooks texts of more than one line. It puts an apostrophe before the text.
 */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@\t\r\n＝＋－＠]/u;
/** Without it Excel reads UTF-8 as Latin 1. */
const BYTE_ORDER_MARK = "\ufeff";
const NEWLINE = "\r\n";

/** A table as CSV (RFC 4180, UTF-8 with byte order mark) in which no text can become a formula. */
export function writeCsv({ headings, rows }: ResultTable): string {
  return `${BYTE_ORDER_MARK}${lines([headings, ...rows])}`;
}

/** Further rows of a table that has been begun. */
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
