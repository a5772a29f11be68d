import { createRequire } from "node:module";
import { z } from "zod";
import { HARMLESS } from "./lists/harmless.ts";
import { bare, hasNoSpaces, spellings, type WrittenWords } from "./written-words.ts";

/** Languages of which a list is kept (naughty-words, CC BY 4.0). */
const KEPT = [
  "ar",
  "cs",
  "da",
  "de",
  "en",
  "eo",
  "es",
  "fa",
  "fi",
  "fil",
  "fr",
  "hi",
  "hu",
  "it",
  "ja",
  "ko",
  "nl",
  "no",
  "pl",
  "pt",
  "ru",
  "sv",
  "th",
  "tr",
  "zh",
] as const;
const need = createRequire(import.meta.url);
const wordsSchema = z.array(z.string());

/** The kept words of a language (a tag such as `pt-BR`); none where no list is kept. */
export function keptWords(language: string): readonly string[] {
  const primary = language.toLowerCase().split("-")[0];
  const kept = KEPT.find((one) => one === primary);
  return kept === undefined ? [] : wordsSchema.parse(need(`naughty-words/${kept}.json`));
}

const harmless = new Set(HARMLESS);
/** Letters from which on a phrase written without its spaces is hardly another word by chance. */
const UNMISTAKABLE = 7;
/** Most words of a listed phrase. */
const LONGEST = 7;

/** Words and phrases that a text may be searched for. */
export class WordList {
  readonly #words = new Set<string>();
  readonly #runs: string[] = [];
  readonly #stems: readonly string[];

  /** @param stems are also found inside words */
  constructor(words: readonly string[], stems: readonly string[] = []) {
    this.#stems = stems;
    for (const listed of words) {
      const word = listed
        .toLowerCase()
        .replace(/[-&'’]/g, " ")
        .trim();
      if (harmless.has(word)) continue;
      if (hasNoSpaces(word)) {
        // A single character means too much in too many words.
        if ([...word].length > 1) this.#runs.push(word);
      } else {
        this.#words.add(word);
        if (!harmless.has(bare(word))) this.#words.add(bare(word));
        const together = bare(word).replaceAll(" ", "");
        if (together.length >= UNMISTAKABLE) this.#words.add(together);
      }
    }
  }

  /** What of the list stands in a text; null where nothing does. */
  find({ readings, joined, run }: WrittenWords): string | null {
    for (const words of readings) {
      const found = this.#findIn(withoutHarmless(words));
      if (found !== null) return found;
    }
    const apart = joined.find((word) => this.#isListed(word));
    if (apart !== undefined) return apart;
    let rest = run;
    for (const word of HARMLESS) if (hasNoSpaces(word)) rest = rest.replaceAll(word, " ");
    return this.#runs.find((word) => rest.includes(word)) ?? null;
  }

  #findIn(words: readonly string[]): string | null {
    for (let from = 0; from < words.length; from++) {
      if (this.#isListed(words[from]!)) return words[from]!;
      for (let to = from + 2; to <= Math.min(words.length, from + LONGEST); to++) {
        const phrase = words.slice(from, to).join(" ");
        if (this.#words.has(phrase)) return phrase;
      }
    }
    return null;
  }

  #isListed(word: string): boolean {
    if (word.includes("*")) return this.#fits(word);
    return spellings(word).some((one) => this.#words.has(one) || this.#stems.some((stem) => one.includes(stem)));
  }

  /** Whether a listed word has the letters of one in which stars stand for some. */
  #fits(starred: string): boolean {
    if (starred.replaceAll("*", "").length < 2) return false;
    const hidden = new RegExp(`^${starred.replaceAll("*", ".")}$`, "u");
    return [...this.#words].some((word) => hidden.test(word));
  }
}

/** The words of a text with a gap in the place of every harmless word or phrase. */
function withoutHarmless(words: readonly string[]): readonly string[] {
  const rest = [...words];
  for (let from = 0; from < rest.length; from++) {
    for (let to = Math.min(rest.length, from + LONGEST); to > from; to--) {
      if (harmless.has(rest.slice(from, to).join(" "))) rest.fill("", from, to);
    }
  }
  return rest;
}
