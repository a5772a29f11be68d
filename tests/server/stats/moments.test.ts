import { expect, test } from "vitest";
import { mean, meanAndStd } from "../../../server/stats/moments.ts";

test("by hand: mean and standard deviation of the values themselves", () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(meanAndStd([1, 3, 5, 7])).toEqual({ mean: 4, std: Math.sqrt(5) });
});

test("values are added in their order, to the last digit", () => {
  const values = Array.from({ length: 1000 }, (_, i) => Math.sin(i) * 10 ** (i % 9));
  expect(mean(values)).toBe(values.reduce((a, b) => a + b, 0) / 1000);
});

test("no values have no mean", () => {
  expect(meanAndStd([])).toEqual({ mean: Number.NaN, std: Number.NaN });
});
