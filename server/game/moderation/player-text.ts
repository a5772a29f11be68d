/** What players type, nicknames and answers, in the form in which it is stored and shown. */

import type { Refusal } from "../../../shared/protocol/messages.ts";
import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../shared/round/beats/writing.ts";
import type { Moderate, Objection } from "../../moderation/moderate.ts";

/** Control, unassigned and private characters, and the invisible ones except the joiners and the selector that emoji and Persian need. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?!\u200c|\u200d|\ufe0f)[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const EVERY_HIDDEN = new RegExp(HIDDEN, "gu");
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Marks piled onto one letter until they cover the neighbouring lines. */
const PILED_MARKS = /\p{M}{4,}/u;

export const MAX_NICKNAME_LENGTH = 20;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Code points of one letter, and of a whole nickname: a family of four with skin tones has eleven. Joiners could glue hundreds into one. */
const MOST_CODE_POINTS = { letter: 12, nickname: 80 } as const;

type PlayerText<Refused extends Refusal> = { readonly text: string } | { readonly refused: Refused };

/**
 * The nickname in the form in which it is stored and shown: NFKC, single spaces, 1-20 visible characters.
 *
 * @param moderate what speaks against showing a text to the class
 */
export function nicknameText(
  typed: string,
  moderate: Moderate,
): PlayerText<"nickname_invalid" | "nickname_refused" | "text_link" | "text_self_harm"> {
  if (typed.length > 40 * MAX_NICKNAME_LENGTH) return { refused: "nickname_invalid" };
  const text = typed.normalize("NFKC").replace(/ +/g, " ").trim();
  const letters = [...graphemes.segment(text)].map(({ segment }) => [...segment].length);
  const fits =
    letters.length <= MAX_NICKNAME_LENGTH &&
    [...text].length <= MOST_CODE_POINTS.nickname &&
    letters.every((codePoints) => codePoints <= MOST_CODE_POINTS.letter);
  if (!fits || HIDDEN.test(text) || PILED_MARKS.test(text) || !VISIBLE.test(text))
    return { refused: "nickname_invalid" };
  const objection = moderate(text);
  return objection === null ? { text } : { refused: refusalFor(objection, "nickname_refused") };
}

/** A team's name, by the same rules as a nickname; "" gives the team its colour's word back. Null when it can't be one. */
export function normalizeTeamName(typed: string, moderate: Moderate): string | null {
  if (typed.trim() === "") return "";
  const name = nicknameText(typed, moderate);
  return "text" in name ? name.text : null;
}

/**
 * What a player wrote in the form in which it is stored and shown: NFC, on one line, without invisible characters.
 *
 * @param moderate what speaks against showing a text to the class
 */
export function answerText(
  written: string,
  moderate: Moderate,
): PlayerText<"answer_empty" | "answer_too_long" | "answer_refused" | "text_link" | "text_self_harm"> {
  if (written.length > 10 * MAX_ANSWER_LENGTH) return { refused: "answer_too_long" };
  const text = written.replace(/\s+/gu, " ").replace(EVERY_HIDDEN, "").normalize("NFC").trim();
  if (!VISIBLE.test(text)) return { refused: "answer_empty" };
  if (text.length > MAX_ANSWER_LENGTH || countWords(text) > MAX_WORDS) return { refused: "answer_too_long" };
  const objection = PILED_MARKS.test(text) ? "unkind" : moderate(text);
  return objection === null ? { text } : { refused: refusalFor(objection, "answer_refused") };
}

function refusalFor<Refused extends Refusal>(
  objection: Objection,
  unkind: Refused,
): Refused | "text_link" | "text_self_harm" {
  if (objection === "link") return "text_link";
  return objection === "self_harm" ? "text_self_harm" : unkind;
}
