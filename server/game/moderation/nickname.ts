import { englishDataset, englishRecommendedTransformers, RegExpMatcher } from "obscenity";
import { HIDDEN, PILED_MARKS, VISIBLE } from "./visible-text.ts";

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
