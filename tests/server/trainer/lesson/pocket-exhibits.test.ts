import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engine, openEngine } from "../../../../server/ml/engine/engine.ts";
import { makeConstitution } from "../../../../server/trainer/lesson/constitution-exhibit.ts";
import type { Making } from "../../../../server/trainer/lesson/exhibit.ts";
import { makeImitates } from "../../../../server/trainer/lesson/imitates.ts";
import { makeReads } from "../../../../server/trainer/lesson/reads.ts";
import { type PocketStages, readPocketStages } from "../../../../server/trainer/start/pocket-stages.ts";
import { showcasePrompts } from "../../../../server/world/prompts.ts";
import { isSafe } from "../../../../server/world/safety.ts";
import type { ExhibitContents, ExhibitName } from "../../../../shared/protocol/lesson.ts";
import { READING_STAGES } from "../../../../shared/protocol/lesson.ts";

/** Exhibits of the pocket model as it ships, in small. */
let engine: Engine;
let pocket: PocketStages;
beforeAll(async () => {
  engine = await openEngine("onnx");
  pocket = await readPocketStages();
});

async function finished<Name extends ExhibitName>(making: Making<Name>): Promise<ExhibitContents[Name]> {
  for (let last = -1; ; ) {
    const { value, done } = await making.next();
    if (done) return value;
    expect(value.share).toBeGreaterThanOrEqual(last);
    last = value.share;
  }
}

const shown: string[] = [];
afterAll(() => expect(shown.filter((text) => !isSafe(text))).toEqual([]));

test("the more it has read, the better it goes on with a text and guesses the next word", async () => {
  const reads = await finished(makeReads(engine, pocket, { questions: 60, shown: 6 }, 1, "pocket"));
  expect(reads.stages.map(({ read }) => read)).toEqual([...READING_STAGES]);
  const [untaught, begun, , whole] = reads.stages;
  expect(untaught!.accuracy.rate).toBeLessThan(0.5);
  expect(whole!.accuracy.rate).toBeGreaterThan(0.75);
  expect(begun!.words).toBeGreaterThan(50_000);
  expect(whole!.words).toBeGreaterThan(50 * begun!.words);
  expect(reads.continuations).toHaveLength(3);
  for (const { texts } of reads.continuations) expect(texts).toHaveLength(READING_STAGES.length);
  expect(reads.questions).toHaveLength(6);
  for (const { options, right, guesses } of reads.questions) {
    expect(new Set(options).size).toBe(4);
    expect(options[right]).toMatch(/^[a-z]+$/);
    for (const { pick, chances } of guesses) {
      expect(chances.reduce((a, b) => a + b)).toBeCloseTo(1);
      expect(chances[pick]).toBe(Math.max(...chances));
    }
  }
  shown.push(...reads.continuations.flatMap(({ texts }) => texts), ...reads.questions.map(({ text }) => text));
});

test("the same questions get other answers after demonstrations than before", async () => {
  const { pairs, demonstrations, model } = await finished(makeImitates(engine, pocket, 1, "pocket-instead"));
  expect(model).toBe("pocket-instead");
  expect(demonstrations).toBeGreaterThan(50_000);
  expect(pairs.map(({ prompt }) => prompt)).toEqual(showcasePrompts.map(({ text }) => text));
  for (const { before, after } of pairs) {
    expect(after).toMatch(/^[A-Z].*[.!?]$/);
    shown.push(before, after);
  }
  expect(pairs.filter(({ before }) => /^[a-z]/.test(before)).length).toBeGreaterThan(3); // it goes on with some text
});

test("a model that imitates its revisions obeys the chosen principle more often", async () => {
  const trial = { answers: 96, perPrompt: 2 };
  const made = await finished(makeConstitution(engine, pocket, ["short"], trial, 1, "pocket"));
  const [short] = made.principles;
  expect(short!.name).toBe("short");
  expect(short!.after.rate).toBeGreaterThan(short!.before.rate + 0.15);
  expect(made.revised).toBeGreaterThan(70);
  expect(made.examples.length).toBeGreaterThan(3);
  for (const { draft, revision } of made.examples) {
    expect(revision.split(" ").length).toBeLessThan(draft.split(" ").length);
    shown.push(draft, revision);
  }
});

test("a class that has chosen nothing is told so", async () => {
  await expect(
    finished(makeConstitution(engine, pocket, [], { answers: 1, perPrompt: 1 }, 1, "pocket")),
  ).rejects.toThrow("has not chosen any principle");
});
