import type { Preference } from "../../ports/results.ts";
import { kindOf, UnusableRow } from "../dataset-problem.ts";
import type { Cells, RowCell } from "./columns.ts";
import { comparisonOf } from "./split-sides.ts";
import type { Side } from "./transcripts.ts";
import { readSide } from "./turns.ts";

/** What a column says of two answers that are called A and B; those of no letter are numbered. */
const FIRST = ["a", "model_a", "response_a", "answer_a", "left", "first"];
const SECOND = ["b", "model_b", "response_b", "answer_b", "right", "second"];

/**
 * Two answers and which of them won, as Chatbot Arena's battles and this arena's own have it. Numbers name answers that are numbered, from 0.
 * @throws UnusableRow where none of the two won
 */
export function winnerComparison(cells: Cells, prompt: Side | null, system: string | null): Preference {
  const [a, b] = [cells.get("a"), cells.get("b")];
  const lettered = a !== undefined && b !== undefined;
  const [left, right] = lettered ? [a, b] : [cells.get("first")!, cells.get("second")!];
  const winner = cells.get("winner")!;
  const isLeft = leftWon(winner, lettered);
  const sides = [left, right].map(({ column, value }) => readSide(column, value));
  const [chosen, rejected] = isLeft ? sides : sides.toReversed();
  return comparisonOf(prompt, chosen!, rejected!, system);
}

function leftWon({ column, value }: RowCell, lettered: boolean): boolean {
  if (value === null || value === undefined) throw new UnusableRow("missing", `${column} is null.`);
  const said = String(value)
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  const [firsts, seconds] = lettered
    ? [FIRST, SECOND]
    : [
        ["0", "response_0", "first"],
        ["1", "response_1", "second"],
      ];
  if (firsts.includes(said)) return true;
  if (seconds.includes(said)) return false;
  if (/^(tie|both|neither|draw|equal|same)/.test(said))
    throw new UnusableRow("tie", `${column} is ${JSON.stringify(value)}, so it prefers neither answer.`);
  throw new UnusableRow(
    "mixed",
    `${column} is ${typeof value === "string" ? JSON.stringify(value) : kindOf(value)}; ${[...firsts, ...seconds].join(", ")} and tie are known.`,
  );
}
