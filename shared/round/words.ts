/** Most words of an answer that a player writes. */
export const MAX_WORDS = 40;
/** Most characters of one; words may be long. */
export const MAX_ANSWER_LENGTH = 400;

const segments = new Intl.Segmenter("en", { granularity: "word" });

/** Words as Unicode counts them: Chinese, which has no spaces, is cut by its dictionary. */
export function countWords(text: string): number {
  return [...segments.segment(text)].filter((segment) => segment.isWordLike).length;
}
