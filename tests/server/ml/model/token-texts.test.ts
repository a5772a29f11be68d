import { expect, test } from "vitest";
import { responseWords, tokenTexts } from "../../../../server/ml/model/response-words.ts";

const PIECES = ["<eos>", "!", " a", " penguin", " stands", "ing"];
/** As tokenizers decode: without special tokens and without the space before the first word. */
const decode = (tokens: readonly number[]) =>
  tokens
    .filter((token) => token !== 0)
    .map((token) => PIECES[token])
    .join("")
    .replace(/^ /, "");

test("a token's text keeps the space before it, so that words stay apart", () => {
  const texts = tokenTexts(decode, PIECES.length);
  expect(texts).toEqual(["", "!", " a", " penguin", " stands", "ing"]);
  const words = responseWords([2, 3, 4, 5, 1, 0], (token) => texts[token]!);
  expect(words.map((word) => word.text)).toEqual(["a", "penguin", "standsing"]);
});

test("a vocabulary without letters is refused", () => {
  expect(() => tokenTexts(() => "", 3)).toThrow("no token made of letters");
});
