import { expect, test } from "vitest";
import { neverFalling, votesToReach } from "../../../../../server/experiments/bench/deals/bench-deals.ts";
import { differenceInOne, labelInformation } from "../../../../../server/experiments/bench/deals/deal-rules.ts";

test("a curve is made never to fall by the means of what falls", () => {
  expect(neverFalling([1, 3, 2, 5, 4, 3, 8])).toEqual([1, 2.5, 2.5, 4, 4, 4, 8]);
});

test("a goal is reached between two points, at a point, or never", () => {
  expect(votesToReach(0.75, [0.6, 0.7, 0.8], 25)).toBeCloseTo(62.5);
  expect(votesToReach(0.6, [0.6, 0.7, 0.8], 25)).toBe(25);
  expect(votesToReach(0.9, [0.6, 0.7, 0.8], 25)).toBe(Number.POSITIVE_INFINITY);
  expect(votesToReach(0.79, [0.6, 0.8, 0.7, 0.8], 25)).toBeCloseTo(75 + 25 * (0.04 / 0.05));
});

test("a vote tells something where the margin is unknown and nothing where it is known", () => {
  expect(labelInformation(0.7, 0)).toBeCloseTo(0, 12);
  expect(labelInformation(0, 4)).toBeGreaterThan(labelInformation(0, 1));
  expect(labelInformation(0, 1)).toBeGreaterThan(labelInformation(2, 1));
});

test("two answers differ in one thing as far as one group of features holds their difference", () => {
  const groups = [
    { name: "length", size: 1 },
    { name: "words", size: 2 },
  ];
  const differing = (...b: number[]) => differenceInOne(groups, Float32Array.of(0, 0, 0), Float32Array.from(b));
  expect(differing(3, 0, 0)).toBe(1);
  expect(differing(0, 1, 2)).toBe(1);
  expect(differing(1, 1, 1)).toBeCloseTo(2 / 3);
  expect(differing(0, 0, 0)).toBe(0);
});
