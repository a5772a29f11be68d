import { expect, test } from "vitest";
import { verdictOfKey, verdictOfSwipe } from "../../../../client/play/ballot/verdict-input.ts";

test.each([
  ["1", "a"],
  ["2", "b"],
  ["3", "tie"],
  ["4", "bothBad"],
  ["ArrowLeft", "a"],
  ["ArrowRight", "b"],
  ["ArrowUp", "tie"],
  ["ArrowDown", "bothBad"],
  ["x", null],
  ["toString", null],
])("key %s means %s", (key, verdict) => {
  expect(verdictOfKey(key)).toBe(verdict);
});

test("a swipe means what the arrow key of its direction means", () => {
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
