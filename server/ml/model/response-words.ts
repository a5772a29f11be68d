import type { Word } from "../objectives/phrase-penalty.ts";

const LETTERS = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

/** The words of a response, lower-cased and without punctuation, each with the index of the token that ends it. */
export function responseWords(tokens: readonly number[], textOf: (token: number) => string): Word[] {
  const ends: number[] = [];
  let text = "";
  for (const token of tokens) {
    text += textOf(token);
    ends.push(text.length);
  }
  const words: Word[] = [];
  let token = 0;
  for (const match of text.matchAll(LETTERS)) {
    const end = match.index + match[0].length;
    while (ends[token]! < end) token++;
    words.push({ text: match[0].toLowerCase(), token });
  }
  return words;
}
