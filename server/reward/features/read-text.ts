/** A text in sentences and words, as the features of its shape read it. */
export interface ReadText {
  readonly text: string;
  /** Lower-cased words of each sentence that has any. */
  readonly sentences: readonly (readonly string[])[];
  /** All of them. */
  readonly words: readonly string[];
}

/** Runs of letters and digits, inner apostrophes included. Chinese characters and kana stand for themselves, since nothing stands between their words. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\p{N}+(?:[.,:]\p{N}+)*(?!\p{L})|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+(?:['’](?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+)*/gu;
/** After a mark that ends a sentence, and the quotes that close there; "3.5" goes on. */
const SENTENCE_END = /(?<=[.!?…]["'”’)\]]*)\s+|(?<=[。！？]["'”’」』）]*)|\n+/u;

/** Words in lower case, in their order. */
export const wordsIn = (text: string): string[] => text.toLowerCase().match(WORD) ?? [];

/** Reads a text of any language; one without words has no sentences. */
export function readText(text: string): ReadText {
  const sentences = text
    .trim()
    .split(SENTENCE_END)
    .map(wordsIn)
    .filter((words) => words.length > 0);
  return { text: text.trim(), sentences, words: sentences.flat() };
}

/** A word without the ending of a plural: "cats" and "cat" are one word where answers are held against prompts. */
export const stemOf = (word: string): string =>
  word.length > 3 ? word.replace(/['’]s$/u, "").replace(/(?<=[^s])s$/u, "") : word;
