import type { LeftOutReason } from "../../../shared/protocol/imports.ts";
import type { Preference } from "../../ports/results.ts";
import { type RowContent, readRow } from "../comparisons/read-row.ts";
import { thumbPairs } from "../comparisons/thumbs.ts";
import { DatasetProblem, UnusableRow } from "../dataset-problem.ts";
import { readRows } from "../rows/read-rows.ts";

/** In characters; so a page is never more than a few megabytes beyond its last row. */
const PAGE_LENGTH = 1_000_000;
const PAGE_ROWS = 1_000;

export interface Listeners {
  /** Told about rows that are no comparisons; when it isn't given, they are an error too. */
  onUnusable?(problem: string, reason: LeftOutReason): void;
  /** Told about every row. */
  onRow?(): void;
}

/**
 * Comparisons of a file in any layout of the field (`readRow`), in pages.
 * @throws DatasetProblem naming line or row
 */
export async function* readComparisons(
  path: string,
  { onUnusable, onRow }: Listeners = {},
): AsyncGenerator<readonly Preference[]> {
  const thumbs = thumbPairs();
  let page: Preference[] = [];
  let length = 0;

  function leaveOut(where: string, problem: DatasetProblem): void {
    const told = `${where}: ${problem.message}`;
    if (!(problem instanceof UnusableRow) || onUnusable === undefined)
      throw new DatasetProblem(told, { cause: problem });
    onUnusable(told, problem.reason);
  }

  function comparisonsIn(where: string, content: RowContent): readonly Preference[] {
    if (!("wanted" in content)) return content;
    const pair = thumbs.add(where, content);
    return pair === null ? [] : [pair];
  }

  for await (const { where, row } of readRows(path)) {
    onRow?.();
    try {
      for (const comparison of comparisonsIn(where, readRow(row))) {
        page.push(comparison);
        length += comparison.prompt.length + comparison.chosen.length + comparison.rejected.length;
      }
    } catch (error) {
      if (!(error instanceof DatasetProblem)) throw error;
      leaveOut(where, error);
    }
    if (page.length < PAGE_ROWS && length < PAGE_LENGTH) continue;
    yield page;
    page = [];
    length = 0;
  }
  for (const where of thumbs.alone())
    leaveOut(where, new UnusableRow("alone", "No answer to the same prompt has the other thumb."));
  if (page.length > 0) yield page;
}
