import { median as medianOfSome } from "simple-statistics";

/** Rows under headings, columns padded to their widest entry; the first column to the left, figures to the right. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("  ");
  return all.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** The value at a share 0-1 of sorted values: the nearest rank, so that it is one of them, which the library's interpolation is not. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** NaN of no values. */
export const median = (values: readonly number[]): number => (values.length === 0 ? Number.NaN : medianOfSome(values));
