import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answerText, nicknameText } from "../../../../server/game/moderation/player-text.ts";
import { moderation } from "../../../../server/moderation/moderate.ts";
import { countWords, MAX_ANSWER_LENGTH, MAX_WORDS } from "../../../../shared/round/beats/writing.ts";

const read = (text: string) => answerText(text, moderation("en"));

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

describe("nicknames", () => {
  const named = (typed: string) => nicknameText(typed, moderation("en"));
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u200d\u{1f466}";

  test.each([
    ["  Ana   Li ", "Ana Li"],
    ["ＡＮＡ", "ANA"],
    [`${family} Ana`, `${family} Ana`],
    ["علی\u200cرضا", "علی\u200cرضا"],
  ])("%j is one", (typed, text) => {
    expect(named(typed)).toEqual({ text });
  });

  test.each([
    ["", "nickname_invalid"],
    ["\u200d", "nickname_invalid"],
    ["x".repeat(21), "nickname_invalid"],
    [Array(256).fill("\u{1f468}").join("\u200d"), "nickname_invalid"],
    [`a${"\u200d".repeat(40)}`, "nickname_invalid"],
    [family.repeat(20), "nickname_invalid"],
    ["I hate Tom", "nickname_refused"],
    ["s.h.i.t", "nickname_refused"],
    ["kill yourself", "text_self_harm"],
    ["my.site.com", "text_link"],
  ])("%j isn't", (typed, refused) => {
    expect(named(typed)).toEqual({ refused });
  });
});
