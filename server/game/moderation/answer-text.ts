import type { Refusal } from "../../../shared/protocol/messages.ts";
import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../shared/round/beats/writing.ts";
import { HIDDEN, PILED_MARKS, VISIBLE } from "./visible-text.ts";

export type AnswerText =
  | { readonly text: string }
  | { readonly refused: Extract<Refusal, "answer_empty" | "answer_too_long" | "answer_refused"> };

const EVERY_HIDDEN = new RegExp(HIDDEN, "gu");

/**
 * What a player wrote in the form in which it is stored and shown: NFC, on one line, without invisible characters.
 *
 * @param isKind whether a text may be shown to a class
 */
export function answerText(written: string, isKind: (text: string) => boolean): AnswerText {
  if (written.length > 10 * MAX_ANSWER_LENGTH) return { refused: "answer_too_long" };
  const text = written.replace(/\s+/gu, " ").replace(EVERY_HIDDEN, "").normalize("NFC").trim();
  if (!VISIBLE.test(text)) return { refused: "answer_empty" };
  if (text.length > MAX_ANSWER_LENGTH || countWords(text) > MAX_WORDS) return { refused: "answer_too_long" };
  return PILED_MARKS.test(text) || !isKind(text) ? { refused: "answer_refused" } : { text };
}
