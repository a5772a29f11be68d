import { expect, test } from "vitest";
import { responseWords } from "../../../../server/ml/model/response-words.ts";
import {
  phraseCounts,
  phrasesOf,
  repetitionPenalties,
  topPhrase,
  type Word,
} from "../../../../server/ml/objectives/repetition-penalty.ts";

/** Words of two tokens each: word i ends with token 2i + 1. */
const words = (text: string): Word[] => text.split(" ").map((word, i) => ({ text: word, token: 2 * i + 1 }));

test("a phrase is a run of words and belongs to the token that completes it", () => {
  expect(phrasesOf(words("a b c d"), 3)).toEqual([
    { phrase: "a b c", token: 5 },
    { phrase: "b c d", token: 7 },
  ]);
  expect(phrasesOf(words("a b"), 3)).toEqual([]);
});

test("a response counts once for a phrase, however often it says it", () => {
  const counts = phraseCounts([words("x y x y x y"), words("x y"), words("y x")], 2);
  expect(counts).toEqual(
    new Map([
      ["x y", 2],
      ["y x", 2],
    ]),
  );
});

test("the commonest phrase and its share", () => {
  expect(topPhrase([words("a b c"), words("z a b"), words("c d")], 2)).toEqual({ phrase: "a b", share: 2 / 3 });
  expect(topPhrase([words("a")], 2)).toEqual({ phrase: "", share: 0 });
});

test("by hand: the share above what is free, times the strength, on the completing token of each occurrence", () => {
  const batch = [words("a b c"), words("c a b")];
  const recent = [...batch, words("a b"), words("q r"), words("s t"), words("u v"), words("w x"), words("y z")];
  // "a b" stands in 3 of 8 responses: 4 * (0.375 - 0.25) = 0.5; "b c" and "c a" in 1 of 8: free
  const penalties = repetitionPenalties(batch, recent, 6, { words: 2, allowed: 0.25, strength: 4, repeated: 0 });
  expect([...penalties]).toEqual([0, 0, 0, 0.5, 0, 0, /**/ 0, 0, 0, 0, 0, 0.5]);
});

test("by hand: a phrase that the response has said before costs again, the first time not", () => {
  const settings = { words: 2, allowed: 1, strength: 4, repeated: 0.25 };
  const batch = [words("a b c a b"), words("a b")];
  expect([...repetitionPenalties(batch, batch, 10, settings)]).toEqual([
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0.25],
    ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  ]);
});

test("words of tokens: lower-cased, without punctuation, each with the token that ends it", () => {
  const pieces = ["Don", "'t", " wor", "ry", ",", " HAPPY", "-go", "!", " Öl"];
  const tokens = pieces.map((_, i) => i);
  expect(responseWords(tokens, (id) => pieces[id]!)).toEqual([
    { text: "don't", token: 1 },
    { text: "worry", token: 3 },
    { text: "happy-go", token: 6 },
    { text: "öl", token: 8 },
  ]);
  expect(responseWords([], () => "")).toEqual([]);
});
