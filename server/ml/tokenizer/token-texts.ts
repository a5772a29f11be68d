import type { Tokenizer } from "./load-tokenizer.ts";

/** The text of every token as it stands inside a text, a leading space included (which decoding a token alone would drop). */
export function tokenTexts(tokenizer: Tokenizer): string[] {
  const [before] = tokenizer.encode("a");
  const { length } = tokenizer.decode([before!]);
  return Array.from({ length: tokenizer.vocabSize }, (_, id) => tokenizer.decode([before!, id]).slice(length));
}
