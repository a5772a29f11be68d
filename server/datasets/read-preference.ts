import type { Preference } from "../ports/results.ts";

const MAX_PROMPT_BYTES = 65_536;
const MAX_ANSWER_BYTES = 1_048_576;
const EXPECTED = "Comparisons need prompt, chosen and rejected (TRL), or chosen and rejected dialogues (HH-RLHF)";

/** Says what is wrong with data that came from outside, where, and what to do about it. */
export class DatasetProblem extends Error {
  override readonly name = "DatasetProblem";
}

/** A comparison that is well-formed and yet says nothing, as two equal answers do. */
export class UnusableComparison extends DatasetProblem {}

/**
 * One comparison out of a row: TRL's preference format (texts or messages, prompt explicit or, with messages, implicit), or
 * HH-RLHF's pair of dialogues. The prompt of a single turn is the bare question; one of several turns is the transcript
 * up to the last `\n\nAssistant:`. Texts are kept as they are.
 * @throws DatasetProblem when the row is of another kind, UnusableComparison when it says nothing
 */
export function readPreference(row: unknown): Preference {
  if (typeof row !== "object" || row === null || Array.isArray(row)) {
    throw new DatasetProblem(`It is no object. ${EXPECTED}.`);
  }
  const { prompt, chosen, rejected } = row as Readonly<Record<string, unknown>>;
  checkColumns(Object.keys(row));
  const preference = split(prompt ?? undefined, chosen, rejected);
  for (const [name, text] of Object.entries(preference) as [keyof Preference, string][]) {
    if (text.trim() === "") throw new UnusableComparison(`${name} is empty.`);
    const limit = name === "prompt" ? MAX_PROMPT_BYTES : MAX_ANSWER_BYTES;
    const bytes = Buffer.byteLength(text);
    if (bytes > limit) throw new UnusableComparison(`${name} has ${bytes} bytes; at most ${limit} are taken.`);
    if (text.includes("\0")) throw new UnusableComparison(`${name} holds a NUL character, which can't be stored.`);
  }
  if (preference.chosen === preference.rejected) {
    throw new UnusableComparison("chosen and rejected are equal, so it says nothing about either.");
  }
  return preference;
}

/** @throws DatasetProblem naming the columns that there are and the ones that are missing. */
export function checkColumns(columns: readonly string[]): void {
  const missing = ["chosen", "rejected"].filter((name) => !columns.includes(name));
  if (missing.length === 0) return;
  const found = columns.length === 0 ? "no columns" : `the columns ${columns.slice(0, 12).join(", ")}`;
  throw new DatasetProblem(`It has ${found}, and no ${missing.join(" and no ")}. ${EXPECTED}.`);
}

function split(prompt: unknown, chosen: unknown, rejected: unknown): Preference {
  if (typeof chosen === "string" && typeof rejected === "string") {
    if (prompt === undefined) return splitTranscripts(chosen, rejected);
    return { prompt: textOf("prompt", prompt), chosen, rejected };
  }
  const [left, right] = [readMessages("chosen", chosen), readMessages("rejected", rejected)];
  if (prompt === undefined) return splitDialogues(left, right);
  return { prompt: textOf("prompt", prompt), chosen: only("chosen", left), rejected: only("rejected", right) };
}

function textOf(name: string, value: unknown): string {
  return typeof value === "string" ? value : transcriptPrompt(readMessages(name, value));
}

function only(name: string, messages: readonly Message[]): string {
  const [message] = messages;
  if (message === undefined || messages.length > 1) {
    throw new UnusableComparison(`${name} has ${messages.length} messages; with a prompt it should be one answer.`);
  }
  return message.content;
}

/** One message of TRL's conversational format. */
interface Message {
  readonly role: string;
  readonly content: string;
}

/** What HH-RLHF puts before each turn (https://github.com/anthropics/hh-rlhf). */
const HUMAN = "\n\nHuman:";
const ASSISTANT = "\n\nAssistant:";

/**
 * Two HH-RLHF dialogues that differ in their last answer.
 * @throws DatasetProblem when they are no such dialogues
 */
function splitTranscripts(chosen: string, rejected: string): Preference {
  const end = chosen.lastIndexOf(ASSISTANT);
  if (!chosen.startsWith(HUMAN) || end === -1 || !rejected.startsWith(HUMAN)) {
    throw new DatasetProblem(
      'There is no prompt, and chosen and rejected are no dialogues that begin with "\\n\\nHuman:" and answer after "\\n\\nAssistant:".',
    );
  }
  const transcript = chosen.slice(0, end + ASSISTANT.length);
  if (!rejected.startsWith(transcript)) {
    throw new UnusableComparison("The two dialogues part before the last answer, so they compare no two answers.");
  }
  const answerOf = (dialogue: string) => dialogue.slice(transcript.length).trim();
  const single = transcript.indexOf(HUMAN, 1) === -1 && transcript.indexOf(ASSISTANT) === end;
  const prompt = single ? transcript.slice(HUMAN.length, end).trim() : transcript;
  return { prompt, chosen: answerOf(chosen), rejected: answerOf(rejected) };
}

/** @throws DatasetProblem */
function readMessages(column: string, value: unknown): readonly Message[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isMessage)) return value;
  throw new DatasetProblem(`${column} is neither a text nor a list of messages with role and content.`);
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { role, content } = value as Readonly<Record<string, unknown>>;
  return typeof role === "string" && typeof content === "string";
}

/** Two conversations with the same messages up to their last ones. */
function splitDialogues(chosen: readonly Message[], rejected: readonly Message[]): Preference {
  const before = chosen.slice(0, -1);
  const same = before.every(({ role, content }, i) => rejected[i]?.role === role && rejected[i].content === content);
  if (before.length === 0 || chosen.length !== rejected.length || !same) {
    throw new UnusableComparison("The two dialogues part before the last answer, so they compare no two answers.");
  }
  return { prompt: transcriptPrompt(before), chosen: last(chosen), rejected: last(rejected) };
}

/** A lone question as it is; several messages as a transcript that awaits an answer. */
function transcriptPrompt(messages: readonly Message[]): string {
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) return first.content;
  const turns = messages.map(({ role, content }) => `${role === "assistant" ? ASSISTANT : HUMAN} ${content}`);
  return `${turns.join("")}${ASSISTANT}`;
}

function last(messages: readonly Message[]): string {
  return messages.at(-1)?.content ?? "";
}
