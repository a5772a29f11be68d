import { expect, test } from "vitest";
import { pretrainingDocument } from "../../../server/world/pretraining-document.ts";
import { prompts, trainPrompts } from "../../../server/world/prompts.ts";
import { isSafe } from "../../../server/world/safety.ts";
import { wordsOf } from "../../../server/world/sentences.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const random = seeded(21);
const documents = Array.from({ length: 8000 }, () => pretrainingDocument(random));

test("no prompt of another split occurs in the corpus, and every training prompt does", () => {
  const corpus = documents.join("\n");
  for (const { text, split } of prompts) if (split !== "train") expect(corpus).not.toContain(text);
  for (const { text } of trainPrompts) expect(corpus).toContain(text);
});

test("documents are short and safe, with a moderate vocabulary", () => {
  for (const document of documents) {
    expect(wordsOf(document).length).toBeLessThan(80);
    expect(isSafe(document), document).toBe(true);
  }
  const vocabulary = new Set(documents.flatMap(wordsOf));
  expect(vocabulary.size).toBeGreaterThan(1300);
  expect(vocabulary.size).toBeLessThan(2200);
});

test("truth, topic and manner are spelt out", () => {
  for (const words of [
    "That is a myth.",
    "That is true.",
    "This is about whales",
    "This answer is kind",
    "It is not about",
  ]) {
    expect(
      documents.some((document) => document.includes(words)),
      words,
    ).toBe(true);
  }
});

test("the same seed gives the same corpus, another seed another", () => {
  expect(pretrainingDocument(seeded(5))).toBe(pretrainingDocument(seeded(5)));
  expect(pretrainingDocument(seeded(5))).not.toBe(pretrainingDocument(seeded(6)));
});
