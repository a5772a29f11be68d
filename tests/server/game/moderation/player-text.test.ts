import fc from "fast-check";
import { expect, test } from "vitest";
import { answerText } from "../../../../server/game/moderation/player-text.ts";
import { passesModeration } from "../../../../server/world/safety.ts";
import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../../shared/round/beats/writing.ts";

const read = (text: string) => answerText(text, passesModeration);

test.each([
  ["  Light\n scatters.\t", "Light scatters."],
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["=1+1", "=1+1"],
  ["safe\u202etxt.exe\u2066", "safetxt.exe"],
  ["مفتاح السماء زرقاء", "مفتاح السماء زرقاء"],
  ["👩‍👩‍👧 ❤️", "👩‍👩‍👧 ❤️"],
  ["e\u0301", "\u00e9"],
])("%j is kept as text", (written, text) => {
  expect(read(written)).toEqual({ text });
});

test.each([
  ["", "answer_empty"],
  ["\u200b\u2060 \n", "answer_empty"],
  ["word ".repeat(MAX_WORDS + 1), "answer_too_long"],
  ["天空是蓝色的".repeat(20), "answer_too_long"],
  ["x".repeat(MAX_ANSWER_LENGTH + 1), "answer_too_long"],
  ["x".repeat(10_000), "answer_too_long"],
  ["You are an idiot", "answer_refused"],
  ["you are an 1d\u200biot", "answer_refused"],
  ["a\u0301\u0301\u0301\u0301\u0301", "answer_refused"],
])("%j is refused", (written, refused) => {
  expect(read(written)).toEqual({ refused });
});

test("exactly forty words are an answer", () => {
  expect(read("word ".repeat(MAX_WORDS))).toEqual({ text: "word ".repeat(MAX_WORDS).trim() });
});

test("what is kept is short, visible, on one line, and reads the same again", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), (written) => {
      const first = read(written);
      if (!("text" in first)) return;
      expect(first.text.length).toBeLessThanOrEqual(MAX_ANSWER_LENGTH);
      expect(countWords(first.text)).toBeLessThanOrEqual(MAX_WORDS);
      expect(first.text).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      expect(read(first.text)).toEqual(first);
    }),
  );
});
