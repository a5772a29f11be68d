import type { Preference } from "../../ports/results.ts";
import { DatasetProblem, kindOf, UnusableRow } from "../dataset-problem.ts";
import { type Cells, cellsOf, EXPECTED, layoutOf, listOf, numberOf, type RowCell } from "./columns.ts";
import { rankedComparisons } from "./rankings.ts";
import { comparisonOf } from "./split-sides.ts";
import { readThumb, type Thumb } from "./thumbs.ts";
import { dialogueOf, promptTurns, type Side } from "./transcripts.ts";
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
  const [left, right] = [chosen, rejected].map(({ column, value }) =>
    readSide(column, listed(cells, column, value)),
  ) as [Side, Side];
  refuseTies(cells.get("scoreChosen"), cells.get("scoreRejected"));
  const prompt = promptOf(cells, typeof left === "string" || left.every(({ role }) => role !== "user"));
  const asked = cells.get("prompt");
  if (prompt === null && asked !== undefined && typeof dialogueOf(left, false) === "string")
    throw new UnusableRow("missing", `${asked.column} is ${isNothing(asked.value) ? "null" : "empty"}.`);
  return comparisonOf(prompt, left, right, systemOf(cells));
}

/** Best and worst may be places in a list of answers, from 0. */
function listed(cells: Cells, column: string, value: unknown): unknown {
  const answers = listOf(cells.get("answers")?.value);
  const place = numberOf(value);
  if (answers === null || place === null || answers.includes(value)) return value;
  if (place in answers) return answers[place];
  throw new UnusableRow("missing", `${column} is ${place}, and there are ${answers.length} answers, counted from 0.`);
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

const isNothing = (value: unknown): boolean => value === null || value === undefined;
const isEmpty = (value: unknown): boolean =>
  isNothing(value) ||
  (typeof value === "string" && value.trim() === "") ||
  (Array.isArray(value) && value.length === 0);

/**
 * Null where the row has none, or nothing in its place. An instruction may have an input of its own beside it, and a conversation before it.
 * @param isAsked whether a conversation beside the answers is the prompt, and not one of them again
 */
function promptOf(cells: Cells, isAsked = true): Side | null {
  const [asked, before] = [cells.get("prompt"), cells.get("conversation")];
  if (asked === undefined) return isAsked && before !== undefined && !isEmpty(before.value) ? sideOf(before) : null;
  if (isEmpty(asked.value)) return null;
  const prompt = sideOf(asked);
  if (typeof prompt !== "string") return prompt;
  const input = cells.get("input");
  const isInput = input !== undefined && input.column !== asked.column && typeof input.value === "string";
  const question = isInput && input.value !== "" ? `${prompt}\n\n${input.value}` : prompt;
  return before === undefined || isEmpty(before.value) ? question : afterHistory(before, question);
}

const sideOf = ({ column, value }: RowCell): Side => readSide(column, value);

/** A conversation beside the question has the question in it, or ends before it. */
function afterHistory(before: RowCell, question: string): Side {
  const turns = promptTurns(sideOf({ ...before, value: pairsAsMessages(before.value) }));
  const at = turns.findLastIndex(({ role, content }) => role === "user" && content.trim() === question.trim());
  if (at === 0) return question;
  if (at > 0) return turns.slice(0, at + 1);
  if (turns.at(-1)?.role === "assistant") return [...turns, { role: "user", content: question }];
  throw new UnusableRow("mixed", `${before.column} holds another question than the prompt.`);
}

/** A history may be pairs of a question and its answer. */
function pairsAsMessages(value: unknown): unknown {
  const pairs = listOf(value);
  const isPair = (one: unknown): one is readonly [unknown, unknown] => Array.isArray(one) && one.length === 2;
  if (pairs === null || !pairs.every(isPair)) return value;
  return pairs.flatMap(([question, answer]) => [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ]);
}

function systemOf(cells: Cells): string | null {
  const system = cells.get("system")?.value;
  return typeof system === "string" ? system : null;
}
