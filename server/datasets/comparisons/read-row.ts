import type { Preference } from "../../ports/results.ts";
import { DatasetProblem, kindOf, UnusableRow } from "../dataset-problem.ts";
import { type Cells, cellsOf, EXPECTED, layoutOf, numberOf, type RowCell } from "./columns.ts";
import { rankedComparisons } from "./rankings.ts";
import { comparisonOf } from "./split-sides.ts";
import { readThumb, type Thumb } from "./thumbs.ts";
import type { Side } from "./transcripts.ts";
import { transcriptTurns } from "./transcripts.ts";
import { readSide } from "./turns.ts";
import { winnerComparison } from "./winners.ts";

/** What a row holds: comparisons, several where it ranks answers; or one answer with a thumb, which needs another to be compared with. */
export type RowContent = readonly Preference[] | Thumb;

/**
 * Reads a row in any of the layouts of the field: TRL's preferences (explicit and implicit prompts, texts, messages, parts), UltraFeedback's,
 * HH-RLHF's dialogues, KTO's thumbs, ranked or scored lists, best and worst, two answers and a winner. Columns have any usual name.
 * @throws DatasetProblem when the row is of another kind, UnusableRow when it says nothing
 */
export function readRow(row: unknown): RowContent {
  if (typeof row !== "object" || row === null || Array.isArray(row))
    throw new DatasetProblem(`It is no object, but ${kindOf(row)}. ${EXPECTED}.`);
  const cells = cellsOf(row as Readonly<Record<string, unknown>>);
  switch (layoutOf(cells)) {
    case "sides":
      return [readSides(cells)];
    case "winner":
      return [winnerComparison(cells, promptOf(cells), systemOf(cells))];
    case "ranking":
      return rankedComparisons(cells, promptOf(cells), systemOf(cells));
    case "thumb":
      return readThumb(cells, promptOf(cells), systemOf(cells));
    case null:
      throw new DatasetProblem(`${columnsOf(cells)}, and no chosen and no rejected. ${EXPECTED}.`);
  }
}

const columnsOf = ({ columns }: Cells): string =>
  `It has ${columns.length === 0 ? "no columns" : `the columns ${columns.slice(0, 12).join(", ")}`}`;

function readSides(cells: Cells): Preference {
  const [chosen, rejected] = [cells.get("chosen"), cells.get("rejected")];
  if (chosen === undefined || rejected === undefined)
    throw new DatasetProblem(
      `${columnsOf(cells)}, and no ${chosen === undefined ? "chosen" : "rejected"}. ${EXPECTED}.`,
    );
  const [left, right] = [chosen, rejected].map(({ column, value }) => readSide(column, listed(cells, value))) as [
    Side,
    Side,
  ];
  refuseTies(cells.get("scoreChosen"), cells.get("scoreRejected"));
  const prompt = promptOf(cells, typeof left === "string" || left.every(({ role }) => role !== "user"));
  const isConversation = typeof left !== "string" || transcriptTurns(left) !== null;
  const asked = cells.get("prompt");
  if (prompt === null && asked !== undefined && !isConversation)
    throw new UnusableRow("missing", `${asked.column} is null.`);
  return comparisonOf(prompt, left, right, systemOf(cells));
}

/** Best and worst may be places in a list of answers. */
function listed(cells: Cells, value: unknown): unknown {
  const list = cells.get("answers")?.value;
  return Array.isArray(list) && (typeof value === "number" || typeof value === "bigint")
    ? (list[Number(value)] as unknown)
    : value;
}

/** Two equal scores prefer neither; the other way round, columns and scores say different things. */
function refuseTies(chosen: RowCell | undefined, rejected: RowCell | undefined): void {
  const [left, right] = [numberOf(chosen?.value), numberOf(rejected?.value)];
  if (left === null || right === null || left > right) return;
  throw new UnusableRow(
    "tie",
    left === right
      ? `${chosen!.column} and ${rejected!.column} are equal (${left}), so it prefers neither answer.`
      : `${chosen!.column} (${left}) is less than ${rejected!.column} (${right}), so columns and scores contradict each other.`,
  );
}

/**
 * Null where the row has none, or null in its place. An instruction may have an input of its own beside it.
 * @param isAsked whether a conversation beside the answers is the prompt, and not one of them again
 */
function promptOf(cells: Cells, isAsked = true): Side | null {
  const asked = cells.get("prompt") ?? (isAsked ? cells.get("conversation") : undefined);
  if (asked === undefined || asked.value === null || asked.value === undefined) return null;
  const prompt = readSide(asked.column, asked.value);
  const input = cells.get("input");
  const isInput = input !== undefined && input.column !== asked.column && typeof input.value === "string";
  return isInput && typeof prompt === "string" && input.value !== "" ? `${prompt}\n\n${input.value}` : prompt;
}

function systemOf(cells: Cells): string | null {
  const system = cells.get("system")?.value;
  return typeof system === "string" ? system : null;
}
