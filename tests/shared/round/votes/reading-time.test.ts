import { expect, test } from "vitest";
import { leastReadingMs } from "../../../../shared/round/votes/reading-time.ts";

const letters = (count: number) => "x".repeat(count);

test("half of what is shown, at 1,000 words of six letters a minute, is the least", () => {
  // 240 letters are 40 words; half of them take 20 / 1,000 of a minute.
  expect(leastReadingMs(letters(40), letters(100), letters(100))).toBe(1_200);
});

test("a pair of the pocket world takes about a second, which is eight times as fast as people read on average", () => {
  const prompt = "Why are cats so interesting?";
  const [a, b] = [
    "Cats are wonderful, dear friend: they can hear a mouse under the snow, and they sleep for most of the day.",
    "Ugh, cats. They sleep all day, they scratch chairs, and nobody has ever got one to listen.",
  ];
  const least = leastReadingMs(prompt, a, b);
  const words = `${prompt} ${a} ${b}`.split(" ").length;
  expect(least).toBeGreaterThan(900);
  expect(least).toBeLessThan(1_300);
  expect(((words / 240) * 60_000) / least).toBeGreaterThan(7);
});

test("a word takes as long as seeing and choosing, and nobody has to look for longer than two and a half seconds", () => {
  expect(leastReadingMs("", "Yes.", "No.")).toBe(400);
  expect(leastReadingMs(letters(300), letters(400), letters(400))).toBe(2_500);
});

test("a Chinese or Japanese character counts as two letters, a Latin, Cyrillic or Arabic letter and an emoji as one", () => {
  expect(leastReadingMs("猫".repeat(20), "狗".repeat(50), "鱼".repeat(50))).toBe(1_200);
  expect(leastReadingMs("ね".repeat(20), "コ".repeat(50), "犬".repeat(50))).toBe(1_200);
  for (const one of ["ж", "ش", "é", "🐝"]) expect(leastReadingMs("", one.repeat(60), one.repeat(60))).toBe(600);
});
