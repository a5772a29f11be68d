import type { Preference } from "../ports/results.ts";
import { DatasetProblem, UnusableComparison } from "./dataset-problem.ts";

/** One message of TRL's conversational format. */
export interface Message {
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
export function splitTranscripts(chosen: string, rejected: string): Preference {
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
export function readMessages(column: string, value: unknown): readonly Message[] {
  if (Array.isArray(value) && value.length > 0 && value.every(isMessage)) return value;
  throw new DatasetProblem(`${column} is neither a text nor a list of messages with role and content.`);
}

function isMessage(value: unknown): value is Message {
  if (typeof value !== "object" || value === null) return false;
  const { role, content } = value as Readonly<Record<string, unknown>>;
  return typeof role === "string" && typeof content === "string";
}

/** Two conversations with the same messages up to their last ones. */
export function splitDialogues(chosen: readonly Message[], rejected: readonly Message[]): Preference {
  const before = chosen.slice(0, -1);
  const same = before.every(({ role, content }, i) => rejected[i]?.role === role && rejected[i].content === content);
  if (before.length === 0 || chosen.length !== rejected.length || !same) {
    throw new UnusableComparison("The two dialogues part before the last answer, so they compare no two answers.");
  }
  return { prompt: transcriptPrompt(before), chosen: last(chosen), rejected: last(rejected) };
}

/** A lone question as it is; several messages as a transcript that awaits an answer. */
export function transcriptPrompt(messages: readonly Message[]): string {
  const [first] = messages;
  if (messages.length === 1 && first !== undefined) return first.content;
  const turns = messages.map(({ role, content }) => `${role === "assistant" ? ASSISTANT : HUMAN} ${content}`);
  return `${turns.join("")}${ASSISTANT}`;
}

function last(messages: readonly Message[]): string {
  return messages.at(-1)?.content ?? "";
}
