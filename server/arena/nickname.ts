import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";

export const MAX_NICKNAME_LENGTH = 20;

const profanity = new RegExpMatcher({ ...englishDataset.build(), ...englishRecommendedTransformers });
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Control, unassigned and private characters, and the invisible ones except the joiner and the selector that emoji are built with. */
const HIDDEN = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]|(?![\u200d\ufe0f])[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;
/** Marks piled onto one letter until they cover the neighbouring lines. */
const PILED_MARKS = /\p{M}{4,}/u;

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
