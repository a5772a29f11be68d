import { type RowContent, readRow } from "../../server/datasets/comparisons/read-row.ts";
import type { Preference } from "../../server/ports/results.ts";

export const user = (content: string) => ({ role: "user", content });
export const assistant = (content: string) => ({ role: "assistant", content });
export const system = (content: string) => ({ role: "system", content });

/** What a row of a data set is read as. */
export function comparisonsIn(row: unknown): readonly Preference[] {
  const content: RowContent = readRow(row);
  if ("wanted" in content) throw new Error("A thumb is no comparison");
  return content;
}

/** The same comparison in several layouts. */
export const EXPECTED = { prompt: "What color is the sky?", chosen: "It is blue.", rejected: "It is green." };
export const ASKED = [user(EXPECTED.prompt)];
export const SAID = { chosen: [assistant(EXPECTED.chosen)], rejected: [assistant(EXPECTED.rejected)] };
export const WHOLE = { chosen: [...ASKED, ...SAID.chosen], rejected: [...ASKED, ...SAID.rejected] };
