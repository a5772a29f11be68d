import type { Word } from "../objectives/repetition-penalty.ts";

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

/** The text that each token of a vocabulary adds to a response, spaces included (decoding one alone would drop a leading one). */
export function tokenTexts(decode: (tokens: readonly number[]) => string, vocabSize: number): string[] {
  const ids = Array.from({ length: vocabSize }, (_, id) => id);
  const before = ids.find((id) => /^\p{L}+$/u.test(decode([id])));
  if (before === undefined) throw new Error("the vocabulary has no token made of letters");
  const from = decode([before]).length;
  return ids.map((id) => decode([before, id]).slice(from));
}
