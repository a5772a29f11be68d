import { expect, test } from "vitest";
import { totalSize } from "../../../../server/reward/features/feature-group.ts";
import { SHAPE, shapeNumbers } from "../../../../server/reward/features/shape-numbers.ts";
import { statelessFeatures, TEXT_GROUPS, textFeatures } from "../../../../server/reward/features/text-features.ts";

const PROMPT = "Why do cats purr?";
const stateless = (response: string) => statelessFeatures(PROMPT, response, response.length, Float32Array.of(-1, -3));

/** What is measured of an answer, by group and name. */
function measured(response: string, prompt = PROMPT): Readonly<Record<string, Readonly<Record<string, number>>>> {
  const numbers = shapeNumbers(prompt, response);
  let at = 0;
  return Object.fromEntries(
    Object.entries(SHAPE).map(([group, measures]) => [
      group,
      Object.fromEntries(Object.keys(measures).map((name) => [name, numbers[at++]!])),
    ]),
  );
}

test("the same text gives the same features, other words or another order give others", () => {
  expect(textFeatures(PROMPT, "Cats are calm.")).toEqual(textFeatures(PROMPT, "Cats are calm."));
  expect(textFeatures(PROMPT, "Cats are calm.")).not.toEqual(textFeatures(PROMPT, "Calm are cats."));
  expect(textFeatures(PROMPT, "Cats are calm.")).not.toEqual(textFeatures(PROMPT, "Cats are cross."));
});

test("where there are no states, numbers of length, likelihood, what is repeated of the question, and variety come first", () => {
  const [length, likelihood, repeated, variety] = stateless("Cats do do as cats");
  expect([length, likelihood]).toEqual([18, -2]);
  expect(repeated).toBeCloseTo(4 / 5); // all but "as"
  expect(variety).toBeCloseTo(3 / 5);
  expect(stateless("Cats.")).toHaveLength(4 + totalSize(TEXT_GROUPS));
});

test("sentences are told apart, with their length and how it goes on", () => {
  const { size, rhythm } = measured("Cats purr. They purr when calm! Do yours purr all day, like a 3.5 litre engine?");
  expect(size).toMatchObject({ words: 16, sentences: 3, "one sentence": 0 });
  expect(rhythm).toMatchObject({ first: 2, last: 10, longest: 10, shortest: 2, rises: 1 });
  expect(rhythm!.trend).toBeGreaterThan(0.9);
  expect(measured("They purr when calm. Cats purr.").rhythm!.rises).toBe(-1);
});

test("marks, echoes of the prompt and classes of words are told by place", () => {
  const { punctuation, echo, places } = measured("Cats purr, you see. It is low because they are calm. Is yours?");
  expect(punctuation).toMatchObject({ comma: 1, "ends with a question": 1, "begins with a question": 0 });
  expect(echo).toMatchObject({
    "first three words": 2,
    "first sentence": Math.fround(Math.SQRT2),
    "last sentence": 0,
    place: 0,
  });
  expect(places).toMatchObject({
    "second person first": 1,
    "second person last": 1,
    "reason place": 0.5,
    "number place": -0.5,
  });
});

test.each([
  "",
  " ",
  "?",
  "7",
  "Cats",
  "猫会打呼噜。你喜欢吗？",
  "¿Por qué? Porque sí.",
  "🙂🙂",
  "a\n\n\nb",
  `${"word ".repeat(5_000)}.`,
])("is finite for %j", (text) => {
  for (const [prompt, response] of [
    [PROMPT, text],
    [text, "Cats purr."],
    [text, text],
  ] as const)
    expect(textFeatures(prompt, response).every(Number.isFinite)).toBe(true);
});

test("Chinese is read character by character, with its own marks", () => {
  const { size, punctuation, echo } = measured("猫会打呼噜。你喜欢吗？", "猫为什么打呼噜？");
  expect(size).toMatchObject({ words: 9, sentences: 2 });
  expect(punctuation!["ends with a question"]).toBe(1);
  expect(echo!.share).toBeGreaterThan(0.3);
});
