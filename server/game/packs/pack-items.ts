import type { PackLeftOut } from "../../../shared/protocol/packs.ts";

/** What a row of a pack gave. */
export interface PackItem {
  /** Its place, from 1: a line, a row of a table with its heading, an item of a list. */
  readonly row: number;
  /** Null where it has none. */
  readonly prompt: string | null;
  readonly why?: PackLeftOut["why"];
}

/** Names of the column, or of the property, that holds the prompt; of several the first of these. */
const PROMPT_NAMES = [
  ...["prompt", "prompts", "question", "questions", "instruction", "instructions", "query", "task", "user_prompt"],
  ...["input", "text", "texts", "message", "title"],
  ...["pregunta", "preguntas", "consigna", "enunciado", "frage", "fragen", "aufgabe", "提示", "提示词", "问题", "题目"],
];
const INSTRUCTIONS: readonly string[] = ["instruction", "instructions"];
const INPUT = "input";
/** Of several turns, as in MT-bench, the first is the prompt. */
const TURN_NAMES = ["turns", "messages", "conversation", "conversations"];

const plain = (name: string): string =>
  name
    .replace(/["“”\ufeff]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");

/** A heading names things and asks nothing. */
const ASKS = /[?!¿¡？！]|[.。…]\s*$/;

/** Which column of a heading holds the prompts; -1 where it names none, or is a prompt itself. */
export function columnOf(cells: readonly string[]): number {
  if (cells.some((cell) => ASKS.test(cell))) return -1;
  const names = cells.map(plain);
  const known = PROMPT_NAMES.find((name) => names.includes(name));
  return known === undefined ? -1 : names.indexOf(known);
}

/** The column of what an instruction is about, as in Alpaca's files; -1 where there is none beside the prompt's column. */
export function inputOf(cells: readonly string[], column: number): number {
  const names = cells.map(plain);
  return INSTRUCTIONS.includes(names[column]!) ? names.indexOf(INPUT) : -1;
}

/** An instruction with what it is about. */
export const withInput = (instruction: string, input: unknown): string =>
  typeof input === "string" && input.trim() !== "" ? `${instruction}\n${input}` : instruction;

/** The items of a list, or of the list in an object; null where there is none. */
export function itemsOf(value: unknown): readonly PackItem[] | null {
  const list = Array.isArray(value) ? value : fieldOf(value, [...PROMPT_NAMES, "data", "items", "rows"]);
  return Array.isArray(list) ? list.map((item, i) => ({ row: i + 1, prompt: promptOfValue(item) })) : null;
}

/** A text, or an object with a prompt or with turns. */
export function promptOfValue(item: unknown): string | null {
  if (typeof item === "string") return item;
  const prompt = fieldOf(item, PROMPT_NAMES);
  if (typeof prompt === "string")
    return fieldOf(item, INSTRUCTIONS) === prompt ? withInput(prompt, fieldOf(item, [INPUT])) : prompt;
  const turns = Array.isArray(prompt) ? prompt : fieldOf(item, TURN_NAMES);
  const asked: unknown = Array.isArray(turns) ? (turns.find(isOfUser) ?? null) : null;
  return textOf(typeof asked === "string" ? asked : fieldOf(asked, ["content", "value", "text"]));
}

/** A message's content may be parts, of which some are texts. */
function textOf(content: unknown): string | null {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return null;
  const texts = content.map((part) => fieldOf(part, ["text"])).filter((text) => typeof text === "string");
  return texts.length === 0 ? null : texts.join(" ");
}

const isOfUser = (turn: unknown): boolean =>
  typeof turn === "string" || ["user", "human"].includes(String(fieldOf(turn, ["role", "from"])).toLowerCase());

function fieldOf(item: unknown, names: readonly string[]): unknown {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return undefined;
  const fields = new Map(Object.entries(item).map(([name, value]) => [plain(name), value as unknown]));
  const known = names.find((name) => fields.has(name));
  return known === undefined ? undefined : fields.get(known);
}
