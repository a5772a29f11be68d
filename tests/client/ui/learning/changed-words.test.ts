import { expect, test } from "vitest";
import { changedText, changedWords } from "../../../../client/ui/learning/changed-words.ts";

const textOf = (pieces: readonly { readonly text: string }[]) => pieces.map(({ text }) => text).join("");

test("words that one text has and the other hasn't are marked, and both texts stay as they are", () => {
  const before = "The hottest stars glow blue instead of red, unless I dreamt it.";
  const after = "Hello, dear! The hottest stars shine blue instead of red.";
  const words = changedWords(before, after);
  expect(textOf(words.before)).toBe(before);
  expect(textOf(words.after)).toBe(after);
  expect(changedText(words.before)).toContain("glow");
  expect(changedText(words.before)).toContain("dreamt");
  expect(changedText(words.after)).toMatch(/Hello, dear.*shine/);
  expect(changedText(words.after)).not.toContain("hottest");
  expect(words.allNew).toBe(false);
});

test("a short word between two changes goes with them, so that marks are read in stretches", () => {
  const { after } = changedWords("Bees buzz a lot in summer gardens.", "Bees sing a song in summer gardens.");
  expect(after.filter(({ changed }) => changed)).toHaveLength(1);
  expect(changedText(after)).toBe("sing a song");
});

test("equal texts have no marks, and two texts without a common word count as all new", () => {
  expect(changedWords("Same.", "Same.")).toMatchObject({ after: [{ text: "Same.", changed: false }], allNew: false });
  expect(changedWords("Bees buzz.", "Whales sing loudly!").allNew).toBe(true);
  expect(changedWords("蜜蜂在花园里唱歌", "蜜蜂在花园里跳舞").after.at(-1)).toEqual({ text: "跳舞", changed: true });
});
