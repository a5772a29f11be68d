/** What players type, nicknames and answers, in the form in which it is stored and shown. */

import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../shared/round/beats/writing.ts";

/** Control, unassigned and private characters, and the invisible ones except the joiners and the selector that emoji and Persian need. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const EVERY_HIDDEN = new RegExp(HIDDEN, "gu");
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Marks piled onto one letter until they cover the neighbouring lines. */
const PILED_MARKS = /\p{M}{4,}/u;

export const MAX_NICKNAME_LENGTH = 20;

const profanity = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The nickname in the form in which it is stored and shown: NFKC, single spaces, 1-20 visible characters.
 * Null when it can't be one.
 */
export function normalizeNickname(text: string): string | null {
  if (text.length > 40 * MAX_NICKNAME_LENGTH) return null;
  const nickname = text.normalize("NFKC").replace(/ +/g, " ").trim();
  if (HIDDEN.test(nickname) || PILED_MARKS.test(nickname) || !VISIBLE.test(nickname)) return null;
  if ([...graphemes.segment(nickname)].length > MAX_NICKNAME_LENGTH) return null;
  return profanity.hasMatch(nickname) ? null : nickname;
}

/** A team's name, by the same rules as a nickname; "" gives the team its colour's word back. Null when it can't be one. */
export function normalizeTeamName(text: string): string | null {
  return text.trim() === "" ? "" : normalizeNickname(text);
}

type AnswerText =
  | { readonly text: string }
  | { readonly refused: Extract<Refusal, "answer_empty" | "answer_too_long" | "answer_refused"> };

/**
 * What a player wrote in the form in which it is stored and shown: NFC, on one line, without invisible characters.
 *
 * @param passesModeration whether a text may be shown to a class
 */
export function answerText(written: string, passesModeration: (text: string) => boolean): AnswerText {
  if (written.length > 10 * MAX_ANSWER_LENGTH) return { refused: "answer_too_long" };
  const text = written.replace(/\s+/gu, " ").replace(EVERY_HIDDEN, "").normalize("NFC").trim();
  if (!VISIBLE.test(text)) return { refused: "answer_empty" };
  if (text.length > MAX_ANSWER_LENGTH || countWords(text) > MAX_WORDS) return { refused: "answer_too_long" };
  return PILED_MARKS.test(text) || !passesModeration(text) ? { refused: "answer_refused" } : { text };
}
