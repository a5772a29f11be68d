import { parseJson } from "../rows/parse-json.ts";

/** Names under which data sets keep what a comparison is made of, in lower case, with `_` between words. */
const NAMES = {
  prompt: ["prompt", "question", "instruction", "query", "input", "user_prompt", "context"],
  input: ["input"],
  system: ["system", "system_prompt"],
  conversation: ["conversations", "conversation", "messages", "history"],
  chosen: [
    "chosen",
    "preferred",
    "preferred_output",
    "chosen_response",
    "response_chosen",
    "best",
    "better",
    "accepted",
  ],
  rejected: [
    ...["rejected", "dispreferred", "non_preferred_output", "rejected_response", "response_rejected"],
    ...["worst", "worse", "non_preferred"],
  ],
  scoreChosen: ["score_chosen", "chosen_score", "rating_chosen", "chosen_rating", "chosen_avg_rating"],
  scoreRejected: ["score_rejected", "rejected_score", "rating_rejected", "rejected_rating", "rejected_avg_rating"],
  answers: ["answers", "responses", "completions", "candidates", "outputs", "generations"],
  ranked: ["ranked", "ranked_answers", "ranked_responses"],
  ranks: ["ranks", "rank"],
  scores: ["scores", "ratings", "overall_scores"],
  a: ["response_a", "answer_a", "completion_a", "output_a", "conversation_a"],
  b: ["response_b", "answer_b", "completion_b", "output_b", "conversation_b"],
  first: ["response_0", "answer_0", "output_0"],
  second: ["response_1", "answer_1", "output_1"],
  winner: ["winner", "preference", "choice", "better_response_id"],
  completion: ["completion", "response", "answer", "output"],
  label: ["label", "thumb", "thumbs_up", "liked"],
} as const;
export type Part = keyof typeof NAMES;

const PARTS = Object.keys(NAMES) as Part[];

/** A name as the table has it: `Chosen Rating` and `chosen-rating` are `chosen_rating`. */
const plain = (name: string): string =>
  name
    .replace(/^\ufeff/, "")
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");

/** Whether a column may hold a part of a comparison, so that a reader of columns needn't read the others. */
export function isOfUse(column: string): boolean {
  return PARTS.some((part) => (NAMES[part] as readonly string[]).includes(plain(column)));
}

/** A number, whatever it is written as, with a decimal comma too; null where it is none. */
export function numberOf(value: unknown): number | null {
  const isWritten = typeof value === "bigint" || (typeof value === "string" && value.trim() !== "");
  const number = isWritten ? Number(String(value).replace(/^(\s*-?\d+),(\d+\s*)$/, "$1.$2")) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : null;
}

/** A list, which a table holds as JSON in a text; null where it is none. */
export function listOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value;
  if (typeof value !== "string" || !/^\s*\[/.test(value)) return null;
  try {
    const list = parseJson(value);
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

export interface RowCell {
  /** As the file calls it. */
  readonly column: string;
  readonly value: unknown;
}

/** The parts of a comparison among the columns of a row. */
export interface Cells {
  /** Undefined where the row has no such column; of several the first of the table. */
  get(part: Part): RowCell | undefined;
  readonly columns: readonly string[];
}

export function cellsOf(row: Readonly<Record<string, unknown>>): Cells {
  const columns = Object.keys(row);
  const byName = new Map(columns.map((column) => [plain(column), column]));
  return {
    columns,
    get(part) {
      const name = NAMES[part].find((one) => byName.has(one));
      const column = name === undefined ? undefined : byName.get(name);
      return column === undefined ? undefined : { column, value: row[column] };
    },
  };
}

/** What a file's columns say that its rows are; null where they hold no answers to compare. */
export function layoutOf(cells: Cells): Layout | null {
  const has = (part: Part) => cells.get(part) !== undefined;
  if (has("chosen") || has("rejected")) return "sides";
  if (has("winner") && ((has("a") && has("b")) || (has("first") && has("second")))) return "winner";
  if (has("answers") || has("ranked")) return "ranking";
  if (has("completion") && has("label")) return "thumb";
  return null;
}
export type Layout = "sides" | "winner" | "ranking" | "thumb";

/** What a row could be, for messages. */
export const EXPECTED =
  "Comparisons need prompt, chosen and rejected (TRL), chosen and rejected dialogues (HH-RLHF), prompt, completion and label (KTO), " +
  "or prompt and answers with ranks or scores";
