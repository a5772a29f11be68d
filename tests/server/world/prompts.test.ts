import { expect, test } from "vitest";
import { subjects } from "../../../server/world/grammar/lexicon.ts";
import { heldoutPrompts, type PROMPT_SPLITS, prompts, trainPrompts } from "../../../server/world/prompts.ts";
import { isSafe } from "../../../server/world/safety.ts";
import { wordsOf } from "../../../server/world/sentences.ts";
import { allTopics } from "../../../server/world/topics/all-topics.ts";

const splitOf = (split: (typeof PROMPT_SPLITS)[number]) => prompts.filter((prompt) => prompt.split === split);
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

test("new subjects are in no training prompt, one of each topic, in known forms", () => {
  const asked = splitOf("new-subject");
  expect(asked.length).toBeGreaterThanOrEqual(24);
  expect(new Set(asked.map(({ topic }) => topic)).size).toBe(8);
  const known = new Set([...trainPrompts, ...heldoutPrompts].map(({ subject }) => subject));
  const forms = new Set(trainPrompts.map(formOf));
  for (const prompt of asked) {
    expect(known).not.toContain(prompt.subject);
    expect(forms).toContain(formOf(prompt));
  }
});

test("new forms are in no other prompt, and ask about subjects of training prompts", () => {
  const asked = splitOf("new-form");
  expect(asked.length).toBeGreaterThanOrEqual(24);
  const forms = new Set(prompts.filter(({ split }) => split !== "new-form").map(formOf));
  const known = new Set(trainPrompts.map(({ subject }) => subject));
  for (const prompt of asked) {
    expect(forms).not.toContain(formOf(prompt));
    expect(known).toContain(prompt.subject);
  }
});
