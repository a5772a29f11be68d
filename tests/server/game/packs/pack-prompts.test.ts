import { expect, test } from "vitest";
import { CLASSROOM_QUESTIONS, classroomPrompts } from "../../../../server/game/packs/classroom-questions.ts";
import { splitPrompts } from "../../../../server/game/packs/pack-prompts.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test("a pack keeps every fourth prompt for the end of a game, and none of them is played before", () => {
  const { played, kept } = splitPrompts(numbers(40));
  expect(kept).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
  expect([...played, ...kept].sort((a, b) => a - b)).toEqual(numbers(40));
  expect(splitPrompts(numbers(12)).kept).toHaveLength(3);
});

test("the pack that ships has 40 questions, each short enough to be read from a phone, and ids of no host's pack", () => {
  expect(CLASSROOM_QUESTIONS).toHaveLength(40);
  for (const question of CLASSROOM_QUESTIONS) expect(question).toMatch(/^[A-Z][\w ,]{15,70}[.?]$/);
  const { played, kept } = classroomPrompts;
  expect([played.length, kept.length]).toEqual([30, 10]);
  expect([...played, ...kept].every(({ id }) => id.startsWith("classroom:"))).toBe(true);
});

test("of a short pack every prompt is played", () => {
  expect(splitPrompts(numbers(11))).toEqual({ all: numbers(11), played: numbers(11), kept: [] });
});
