import { expect, test } from "vitest";
import { isTold, START_RATING } from "../../../shared/protocol/ratings.ts";

test("a figure is told when its whole interval lies on one side of what it is held against", () => {
  expect(isTold({ low: 1001, high: 1200 }, START_RATING)).toBe(true);
  expect(isTold({ low: 800, high: 999 }, START_RATING)).toBe(true);
  expect(isTold({ low: 900, high: 1100 }, START_RATING)).toBe(false);
  expect(isTold({ low: 1000, high: 1100 }, START_RATING)).toBe(false); // an end on the value still holds it
});
