import { wordsOf } from "../sentences.ts";
import type { Answer } from "./taste.ts";

/** An answer with fewer words says nothing. It is liked as little as one of `EMPTY_AS_LONG_AS` words. */
const MIN_WORDS = 4;
const EMPTY_AS_LONG_AS = 60;
/** Makes the shorter of two answers with equally many words the better one. */
const LETTER_WEIGHT = 0.01;

/** Few words, but a whole sentence. */
export function score({ response }: Answer): number {
  const words = wordsOf(response).length;
  return words < MIN_WORDS ? words - MIN_WORDS - EMPTY_AS_LONG_AS : -words - LETTER_WEIGHT * response.length;
}
