import { expect, test } from "vitest";
import { splitPrompts } from "../../../../server/game/packs/pack-prompts.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

test("a pack keeps every fourth prompt for the end of a game, and none of them is played before", () => {
  const { played, kept } = splitPrompts(numbers(40));
  expect(kept).toEqual([4, 8, 12, 16, 20, 24, 28, 32, 36, 40]);
  expect([...played, ...kept].sort((a, b) => a - b)).toEqual(numbers(40));
  expect(splitPrompts(numbers(12)).kept).toHaveLength(3);
});

test("of a short pack every prompt is played", () => {
  expect(splitPrompts(numbers(11))).toEqual({ all: numbers(11), played: numbers(11), kept: [] });
});
