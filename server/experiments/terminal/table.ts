/** A column of a printed table. Names stand at its left edge, figures at its right one. */
export interface Column {
  readonly heading: string;
  /** Characters; longer cells push the rest of their line to the right. */
  readonly width: number;
  readonly align: "left" | "right";
}

/** A table that is printed line by line while its rows come in. */
export function openTable(columns: readonly Column[]): {
  readonly head: string;
  line(cells: readonly string[]): string;
} {
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ width, align }, i) => (align === "left" ? cells[i]!.padEnd(width) : cells[i]!.padStart(width)))
      .join("  ")
      .trimEnd();
  return { head: line(columns.map(({ heading }) => heading)), line };
}

/** Rows under headings, each column as wide as its widest cell: the first one holds names, the others figures. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const { head, line } = openTable(
    headings.map((heading, i) => ({ heading, width: widest(rows, i, heading), align: i === 0 ? "left" : "right" })),
  );
  return [head, ...rows.map(line)].map((text) => `${text}\n`).join("");
}

/** Names with what is said of each, one a line. */
export function formatList(entries: readonly (readonly [name: string, text: string])[]): string {
  const { line } = openTable([
    { heading: "", width: widest(entries, 0), align: "left" },
    { heading: "", width: 0, align: "left" },
  ]);
  return entries.map((entry) => `${line(entry)}\n`).join("");
}

const widest = (rows: readonly (readonly string[])[], column: number, heading = ""): number =>
  Math.max(heading.length, ...rows.map((row) => row[column]!.length));

/** A share 0-1 in percent. */
export const percent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)}%`;
