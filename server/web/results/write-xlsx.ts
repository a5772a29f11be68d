import type { CellObject } from "write-excel-file/node";
import type { Cell, ResultTable } from "./result-tables.ts";

const NARROWEST = 8;
const WIDEST = 60;
/** Most characters that Excel takes in a cell. */
const LONGEST_TEXT = 32_767;

/** Tables as the sheets of a workbook. Every text is a string cell, and formulas are a type of their own, so no text can become one. */
export async function writeXlsx(tables: readonly ResultTable[]): Promise<Buffer> {
  const { default: writeExcelFile } = await import("write-excel-file/node"); // large, and no game waits for it
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

/** Without what XML 1.0 has no place for: control characters and halves of surrogate pairs. */
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
