import { beforeAll, expect, test } from "vitest";
import { answerLimits, demonstration } from "../../../server/world/demonstration.ts";
import { type AnswerReading, describeAnswer } from "../../../server/world/describe-answer.ts";
import { pick } from "../../../server/world/grammar/template.ts";
import { type MannerName, mannerNames } from "../../../server/world/manners/manner.ts";
import { trainPrompts, type WorldPrompt } from "../../../server/world/prompts.ts";
import { isSafe } from "../../../server/world/safety.ts";
import { wordsOf } from "../../../server/world/sentences.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const random = seeded(11);
let answers: { prompt: WorldPrompt; text: string; reading: AnswerReading }[];

const sample = (count: number, manner?: MannerName) =>
  Array.from({ length: count }, () => {
    const prompt = pick(trainPrompts, random);
    return { prompt, text: demonstration(prompt, random, manner) };
  });

/** Share of the texts that hold the commonest four words in a row. */
function commonestPhrase(texts: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const text of texts) {
    const words = wordsOf(text);
    const phrases = new Set(words.slice(3).map((_, i) => words.slice(i, i + 4).join(" ")));
    for (const phrase of phrases) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
  }
  return Math.max(...counts.values()) / texts.length;
}

beforeAll(() => {
  answers = sample(4000).map((answer) => ({ ...answer, reading: describeAnswer(answer.prompt.text, answer.text) }));
});

test("the grammar recognises every sentence of every answer, each within its limits and safe", () => {
  for (const { text, reading } of answers) {
    expect(reading.grammatical, text).toBe(true);
    expect(reading.words).toBeGreaterThanOrEqual(answerLimits.minWords);
    expect(reading.words).toBeLessThanOrEqual(answerLimits.maxWords);
    expect(text.length).toBeLessThanOrEqual(answerLimits.maxCharacters);
    expect(isSafe(text), text).toBe(true);
  }
});

test("answers differ in every respect: topic, truth, manner, length and order", () => {
  const share = (holds: (answer: (typeof answers)[number]) => boolean) => answers.filter(holds).length / answers.length;
  expect(share(({ reading }) => reading.onTopic)).toBeGreaterThan(0.75);
  expect(share(({ reading }) => reading.onTopic)).toBeLessThan(0.92);
  expect(share(({ reading }) => reading.truth === "myth")).toBeGreaterThan(0.12);
  expect(share(({ reading }) => reading.truth === "none")).toBeGreaterThan(0.05);
  for (const name of mannerNames) expect(share(({ reading }) => reading.manners[name] > 0)).toBeGreaterThan(0.12);
  expect(share(({ reading }) => reading.words < 16)).toBeGreaterThan(0.15);
  expect(share(({ reading }) => reading.words > 25)).toBeGreaterThan(0.15);
  expect(share(({ reading }) => reading.sentences[0]!.kind === "statement")).toBeGreaterThan(0.25);
  expect(share(({ text }) => text.includes("?"))).toBeGreaterThan(0.15);
  expect(new Set(answers.map(({ text }) => text)).size / answers.length).toBeGreaterThan(0.98);
});

test("no four words in a row stand in more than 2% of all answers", () => {
  expect(commonestPhrase(answers.map(({ text }) => text))).toBeLessThan(0.02);
});

test.each(mannerNames)(
  "no four words in a row stand in more than 7% of answers that are %s in every sentence",
  (manner) => {
    const pure = sample(6000, manner)
      .map(({ text }) => text)
      .filter((text) =>
        describeAnswer("", text).sentences.every(
          (sentence) => sentence.kind === "unknown" || sentence.manner === manner || sentence.manner === null,
        ),
      );
    expect(pure.length).toBeGreaterThan(1000);
    expect(commonestPhrase(pure)).toBeLessThan(0.07);
  },
);

test("an answer is read sentence by sentence", () => {
  const reading = describeAnswer(
    "Why are cats so interesting?",
    "Ugh, not cats again. Obviously, cats cannot taste sugar. Cats sleep with one eye on the moon. Blub blub.",
  );
  expect(reading.sentences.map(({ kind }) => kind)).toEqual(["opener", "statement", "statement", "unknown"]);
  expect(reading).toMatchObject({ grammatical: false, onTopic: true, truth: "myth", words: 19 });
  expect(reading.manners.grumpy).toBe(2);
});

test("a fact about another subject is true but off the topic, and a remark is neither true nor false", () => {
  const other = describeAnswer("Why are cats so interesting?", "Many owls hunt at night.");
  expect(other).toMatchObject({ grammatical: true, onTopic: false, truth: "true" });
  const remark = describeAnswer("Why are cats so interesting?", "My left sock has a hole in it.");
  expect(remark).toMatchObject({ grammatical: true, onTopic: false, truth: "none" });
});

test.each([
  "cats cannot taste sugar.",
  "Cats cannot taste",
  "Cats taste cannot sugar.",
  "Cats cannot taste sugar. Cats cats.",
  "",
])("broken text is not grammatical: %j", (text) => {
  expect(describeAnswer("Why are cats so interesting?", text).grammatical).toBe(false);
});
