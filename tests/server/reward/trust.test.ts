import { expect, test } from "vitest";
import { trustOf } from "../../../server/reward/reward-trust.ts";

test("a reward model that foretells held-out votes is trusted fully, one at chance hardly", () => {
  expect(trustOf(0.7, 300)).toBe(1);
  expect(trustOf(0.5, 3_000)).toBe(0.1);
  expect(trustOf(0.3, 3_000)).toBe(0.1);
  // (0.5 * 100 + 0.57 * 100) / 200 = 0.535: three tenths of the way from 0.52 to 0.57
  expect(trustOf(0.5, 100)).toBeCloseTo(0.3, 10);
});

test("before anything was held out, the crowd is believed to have a taste", () => {
  expect(trustOf(Number.NaN, 5)).toBeCloseTo(1, 10);
});
