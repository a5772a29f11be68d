import type { Preference } from "../ports/results.ts";
import { DatasetProblem, UnusableComparison } from "./dataset-problem.ts";
import { type Message, readMessages, splitDialogues, splitTranscripts, transcriptPrompt } from "./dialogue.ts";

const MAX_PROMPT_BYTES = 65_536;
const MAX_ANSWER_BYTES = 1_048_576;
const EXPECTED = "Comparisons need prompt, chosen and rejected (TRL), or chosen and rejected dialogues (HH-RLHF)";

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
