import { expect, test } from "vitest";
import { subjects } from "../../../server/world/grammar/lexicon.ts";
import { heldoutPrompts, prompts, trainPrompts } from "../../../server/world/prompts.ts";
import { isSafe } from "../../../server/world/safety.ts";
import { wordsOf } from "../../../server/world/sentences.ts";
import { allTopics } from "../../../server/world/topics/all-topics.ts";

const formOf = (prompt: { text: string; subject: string }) => prompt.text.replace(prompt.subject, "$");

test("the world has 8 topics, 48 subjects and at least 160 different prompts of 4 to 12 words", () => {
  expect(allTopics).toHaveLength(8);
  expect(subjects).toHaveLength(48);
  for (const { facts, myths } of subjects) {
    expect(facts.length).toBeGreaterThanOrEqual(3);
    expect(myths.length).toBeGreaterThanOrEqual(2);
  }
  expect(new Set(prompts.map(({ text }) => text)).size).toBeGreaterThanOrEqual(160);
  expect(new Set(prompts.map(({ id }) => id)).size).toBe(prompts.length);
  for (const { text } of prompts) {
    expect(wordsOf(text).length).toBeGreaterThanOrEqual(4);
    expect(wordsOf(text).length).toBeLessThanOrEqual(12);
    expect(isSafe(text)).toBe(true);
  }
});

test("held-out prompts cover every topic, ask about known subjects in known forms, and are no training prompts", () => {
  expect(heldoutPrompts.length).toBeGreaterThanOrEqual(24);
  for (const { name } of allTopics) {
    expect(heldoutPrompts.filter(({ topic }) => topic === name).length).toBeGreaterThanOrEqual(3);
  }
  const trainTexts = new Set(trainPrompts.map(({ text }) => text));
  const trainForms = new Set(trainPrompts.map(formOf));
  for (const prompt of heldoutPrompts) {
    expect(trainTexts).not.toContain(prompt.text);
    expect(trainForms).toContain(formOf(prompt));
    expect(trainPrompts.filter(({ subject }) => subject === prompt.subject).length).toBeGreaterThanOrEqual(2);
  }
});
