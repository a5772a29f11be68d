import { resolveConfusablesTransformer, resolveLeetSpeakTransformer } from "obscenity";

const confusables = perCharacter(resolveConfusablesTransformer());
const leet = perCharacter(resolveLeetSpeakTransformer());

/** Marks that combine with letters, and characters that nobody sees. */
const MARKS = /\p{M}/gu;
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
/** Signs that stand in for letters, besides digits. `*` stands for any one letter. */
const WORD = /[\p{L}\p{N}@$!|+*€]+/gu;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;

/** A text as a reader may take it, for looking words up. */
export interface WrittenWords {
  /** Readings of the text, each a row of words in lower case: as they are spelt, and with look-alikes and digits read as letters. */
  readonly readings: readonly (readonly string[])[];
  /** Letters that stand apart ("a b c", "a.b.c"), joined. */
  readonly joined: readonly string[];
  /** The text without anything between its characters, for languages without spaces. */
  readonly run: string;
}

export function writtenWords(text: string): WrittenWords {
  const seen = text.normalize("NFKC").replace(UNSEEN, "").toLowerCase();
  const plain = wordsOf(seen.replaceAll("_", " "), /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu);
  const signs = wordsOf(bare(seen).replaceAll("_", " "), WORD).map((word) => word.replace(/^[!|+]+|[!|+]+$/g, ""));
  const letters = signs.map((word) => (/\p{L}/u.test(word) ? readLeet(word, "i") : word));
  const other = signs.map((word) => (/\p{L}/u.test(word) ? readLeet(word, "l") : word));
  const readings = [plain, letters, other].map((words) => words.filter((word) => word !== ""));
  return { readings: withoutTwins(readings), joined: joinedLetters(signs), run: seen.replace(/[^\p{L}\p{N}]/gu, "") };
}

export const hasNoSpaces = (word: string): boolean => CJK.test(word);

/** A word without accents, with look-alikes of other scripts read as Latin letters. */
export function bare(word: string): string {
  return confusables(word.normalize("NFKD").replace(MARKS, "").normalize("NFC")).toLowerCase();
}

/** The word as it is, and with letters that are held down let go: twice at most, and once. */
export function spellings(word: string): readonly string[] {
  if (!/(.)\1/u.test(word)) return [word];
  return [word, word.replace(/(.)\1{2,}/gu, "$1$1"), word.replace(/(.)\1+/gu, "$1")];
}

function wordsOf(text: string, word: RegExp): readonly string[] {
  return [...text.matchAll(word)].map(([found]) => found);
}

/** `1` and `|` may be an i or an l. */
function readLeet(word: string, one: "i" | "l"): string {
  return leet(word.replace(/[1|!]/g, one).replaceAll("+", "t").replaceAll("7", "t").replaceAll("€", "e"));
}

/** Three or more single characters in a row spell a word; two may be initials. */
function joinedLetters(words: readonly string[]): readonly string[] {
  const rows: string[] = [""];
  for (const word of words) {
    if ([...word].length === 1) rows[rows.length - 1] += word;
    else rows.push("");
  }
  return rows.filter((row) => row.length > 2).flatMap((row) => withoutTwins([readLeet(row, "i"), readLeet(row, "l")]));
}

function withoutTwins<T>(all: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  return all.filter((one) => {
    const key = JSON.stringify(one);
    return !seen.has(key) && seen.add(key);
  });
}

function perCharacter(transformer: ReturnType<typeof resolveConfusablesTransformer>): (text: string) => string {
  return (text) =>
    Array.from(text, (character) => {
      const read = "transform" in transformer ? transformer.transform(character.codePointAt(0)!) : undefined;
      return read === undefined ? "" : String.fromCodePoint(read);
    }).join("");
}
