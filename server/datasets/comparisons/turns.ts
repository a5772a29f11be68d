import type { ConversationTurn } from "../../ports/learning.ts";
import { kindOf, UnusableRow } from "../dataset-problem.ts";
import { parseJson } from "../rows/parse-json.ts";

/** What data sets call the three who speak, without their case and the marks around it. */
const ROLE_NAMES: Readonly<Record<ConversationTurn["role"], readonly string[]>> = {
  user: ["user", "human", "prompter", "person", "player", "customer", "client", "student", "question", "instruction"],
  assistant: ["assistant", "model", "gpt", "chatgpt", "bot", "chatbot", "ai", "llm", "agent", "claude", "answer"],
  system: ["system", "developer"],
};
const ROLES: ReadonlyMap<string, ConversationTurn["role"]> = new Map(
  (Object.keys(ROLE_NAMES) as ConversationTurn["role"][]).flatMap((role) =>
    ROLE_NAMES[role].map((name) => [name, role] as const),
  ),
);

const ROLE_FIELDS = ["role", "from", "speaker", "author"];
const CONTENT_FIELDS = ["content", "value", "text", "message"];
const LIST_FIELDS = ["messages", "conversation", "conversations", "turns"];

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const fieldOf = (item: Fields, names: readonly string[]): unknown => item[names.find((name) => name in item) ?? ""];

const isMessage = (value: unknown): value is Fields =>
  isFields(value) && CONTENT_FIELDS.some((name) => name in value) && ROLE_FIELDS.some((name) => name in value);

/**
 * What a column holds: a text, or the turns of a conversation. Messages have roles by any usual name and contents that are texts or parts; they
 * may be one object, or JSON inside a text.
 * @throws UnusableRow naming the column
 */
export function readSide(column: string, value: unknown): string | readonly ConversationTurn[] {
  if (value === null || value === undefined) throw new UnusableRow("missing", `${column} is null.`);
  if (typeof value === "string") return turnsInText(column, value) ?? value;
  const messages = messagesIn(value);
  if (messages !== null) return messages.map((message, i) => turnOf(`${column}, message ${i + 1}`, message));
  if (Array.isArray(value) && value.length === 0) throw new UnusableRow("empty", `${column} is an empty list.`);
  if (Array.isArray(value) && value.every((part) => isFields(part) && "type" in part)) return contentOf(column, value);
  throw new UnusableRow(
    "mixed",
    `${column} is neither a text nor a list of messages with role and content, but ${kindOf(value)}.${isColumn(value) ? IN_COLUMNS : ""}`,
  );
}

const IN_COLUMNS =
  ' The file seems to have columns in the place of rows. Write rows, as DataFrame.to_json(FILE, orient="records", lines=True) does.';

/** A whole column, as pandas and Dataset.to_dict write one: texts or conversations in a list, or by the numbers of their rows. */
const isColumn = (value: unknown): boolean =>
  (Array.isArray(value) && value.every((one) => typeof one === "string" || Array.isArray(one))) ||
  (isFields(value) && Object.keys(value)[0] === "0");

/** Messages where a value holds nothing else; null otherwise. */
function messagesIn(value: unknown): readonly Fields[] | null {
  if (isMessage(value)) return [value];
  if (isFields(value)) {
    const list = fieldOf(value, LIST_FIELDS);
    return Array.isArray(list) ? messagesIn(list) : null;
  }
  return Array.isArray(value) && value.length > 0 && value.every(isMessage) ? value : null;
}

/** Messages that a table holds as JSON in a text. An answer that is JSON of another kind is a text. */
function turnsInText(column: string, text: string): readonly ConversationTurn[] | null {
  if (!/^\s*[[{]/.test(text)) return null;
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    if (!/^\s*\[?\s*\{\s*['"](role|content|from|value)['"]\s*:/.test(text)) return null;
    throw new UnusableRow(
      "mixed",
      `${column} holds messages that are not valid JSON, as str() of Python writes them. Write them with json.dumps.`,
    );
  }
  return messagesIn(value) === null ? null : (readSide(column, value) as readonly ConversationTurn[]);
}

function turnOf(where: string, message: Fields): ConversationTurn {
  return {
    role: roleOf(where, fieldOf(message, ROLE_FIELDS)),
    content: contentOf(where, fieldOf(message, CONTENT_FIELDS)),
  };
}

/** @throws UnusableRow naming a role that nobody knows */
export function roleOf(where: string, name: unknown): ConversationTurn["role"] {
  const plain = String(name)
    .toLowerCase()
    .replace(/[^\p{L}]/gu, "");
  const role = ROLES.get(plain);
  if (role !== undefined) return role;
  throw new UnusableRow(
    "role",
    `${where} has the role ${JSON.stringify(name) ?? "undefined"}; known are ${[...ROLES.keys()].join(", ")}.`,
  );
}

/** A text, or parts of which all are text. */
function contentOf(where: string, content: unknown): string {
  if (typeof content === "string") return content;
  if (content === null || content === undefined) throw new UnusableRow("missing", `${where}: its content is null.`);
  if (!Array.isArray(content))
    throw new UnusableRow("mixed", `${where}: its content is no text, but ${kindOf(content)}.`);
  return content
    .map((part: unknown) => {
      if (typeof part === "string") return part;
      const text = isFields(part) ? part.text : undefined;
      if (typeof text === "string") return text;
      const type = isFields(part) ? String(part.type) : kindOf(part);
      throw new UnusableRow("media", `${where} has a part that is no text (${type}); only texts can be compared here.`);
    })
    .join("");
}
