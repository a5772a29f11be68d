import { expect, test } from "vitest";
import { loadTokenizer } from "../../../server/ml/tokenizer/load-tokenizer.ts";
import { answerTags, tagWords } from "../../../server/world/answer-tags.ts";
import { demonstration } from "../../../server/world/demonstration.ts";
import { trainPrompts } from "../../../server/world/prompts.ts";
import { seeded } from "../../../shared/random/seeded.ts";

/** What is said of an answer, words that do not fit left out. */
const said = (prompt: string, answer: string) =>
  answerTags(prompt, answer).map((shares, i) =>
    Object.fromEntries(shares.flatMap((fits, j) => (fits > 0 ? [[tagWords[i]![j]!, Number(fits.toFixed(2))]] : []))),
  );

const PROMPT = "Why are cats so interesting?";

test("a plain fact that nothing surrounds", () => {
  expect(said(PROMPT, "Cats use their whiskers to feel tight spaces.")).toEqual([
    { plain: 1 },
    { true: 1 },
    { real: 1 },
    { about: 1 },
    { here: 1 },
    { full: 1 },
    { first: 1 },
    { short: 1 },
    { one: 1 },
  ]);
});

test("a statement behind an opener is full by half and comes last", () => {
  const [, facts, , , , fullness, place, , sentences] = said(
    PROMPT,
    "I will keep it short. Cats use their whiskers to feel tight spaces.",
  );
  expect(facts).toEqual({ true: 1 });
  expect(fullness).toEqual({ half: 0.85, little: 0.15 });
  expect(place).toEqual({ last: 1 });
  expect(sentences).toEqual({ two: 1 });
});

test("a myth about something else, and an answer that says nothing", () => {
  const [, facts, myths, about, elsewhere] = said(PROMPT, "Sharks have bones of solid gold.");
  expect([facts, myths, about, elsewhere]).toEqual([{ nothing: 1 }, { myth: 1 }, { away: 1 }, { over: 1 }]);
  const [, noFacts, noMyths, , , fullness, place] = said(PROMPT, "I will keep it short.");
  expect([noFacts, noMyths, fullness, place]).toEqual([{ nothing: 1 }, { real: 1 }, { empty: 1 }, { last: 1 }]);
});

test("shares of every category sum to 1, whatever the answer", () => {
  const random = seeded(3);
  for (const prompt of trainPrompts.slice(0, 60))
    for (const shares of answerTags(prompt.text, demonstration(prompt, random)))
      expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
});

test("the pocket model's tokenizer tells all words of tags apart by their first token", async () => {
  const { encode } = await loadTokenizer("server/world/pocket-model");
  const ids = tagWords.flat().map((word) => encode(word)[0]);
  expect(new Set(ids).size).toBe(ids.length);
});
