import { expect, test } from "vitest";
import { buttonOfArrow, choiceOfKey, verdictOfSwipe } from "../../../../client/play/ballot/verdict-input.ts";

test.each([
  ["1", "12345", "a"],
  ["2", "12345", "b"],
  ["3", "12345", "tie"],
  ["4", "12345", "bothBad"],
  ["5", "12345", "cantJudge"],
  ["6", "12345", null],
  ["F", "asdfg", "bothBad"],
  ["1", "asdfg", null],
  ["ArrowLeft", "12345", null],
  ["toString", "12345", null],
])("key %s of the keys %s says %s", (key, keys, choice) => {
  expect(choiceOfKey(key, keys)).toBe(choice);
});

test.each([
  ["ArrowLeft", -1, 0],
  ["ArrowRight", -1, 1],
  ["ArrowUp", -1, null],
  ["ArrowRight", 4, 0],
  ["ArrowUp", 0, 4],
  ["ArrowDown", 1, 2],
  ["1", 0, null],
])("%s at button %i leads to button %s, and says nothing", (key, at, to) => {
  expect(buttonOfArrow(key, at, 5)).toBe(to);
});

test("a swipe means the verdict of its direction", () => {
  expect(verdictOfSwipe(-120, 10)).toBe("a");
  expect(verdictOfSwipe(120, -10)).toBe("b");
  expect(verdictOfSwipe(5, -120)).toBe("tie");
  expect(verdictOfSwipe(5, 120)).toBe("bothBad");
});

test("taps, short strokes and diagonals are no verdicts", () => {
  expect(verdictOfSwipe(0, 0)).toBeNull();
  expect(verdictOfSwipe(-40, 0)).toBeNull();
  expect(verdictOfSwipe(100, 90)).toBeNull();
});
