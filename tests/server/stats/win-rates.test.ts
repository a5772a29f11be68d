import { expect, test } from "vitest";
import { winRates } from "../../../server/stats/win-rates.ts";

test("a version is measured against all older ones, whichever side it was on", () => {
  const rates = winRates(
    [
      { a: 0, b: 2, label: 0.25, votes: 4 },
      { a: 2, b: 1, label: 1, votes: 2 },
      { a: 1, b: 0, label: 0.5, votes: 6 },
      { a: 3, b: 3, label: 1, votes: 9 },
    ],
    0,
  );
  expect(rates.map(({ version, rate, votes, pairs }) => [version, rate, votes, pairs])).toEqual([
    [1, 0.5, 6, 1],
    [2, 5 / 6, 6, 2],
  ]);
});

test("independent votes have Wilson's interval", () => {
  // 8 of 10: 0.490 to 0.943 (Newcombe 1998, table I's method).
  const [rate] = winRates([{ a: 1, b: 0, label: 0.8, votes: 10 }], 0);
  expect(rate!.low).toBeCloseTo(0.49, 2);
  expect(rate!.high).toBeCloseTo(0.943, 3);
});

test("the more a pair's votes go together, the less they are sure of, down to one vote a pair", () => {
  const matchups = [
    { a: 1, b: 0, label: 1, votes: 20 },
    { a: 1, b: 0, label: 0, votes: 20 },
  ];
  const width = (correlation: number) => {
    const [rate] = winRates(matchups, correlation);
    return rate!.high - rate!.low;
  };
  expect(width(0)).toBeLessThan(width(0.3));
  expect(width(0.3)).toBeLessThan(width(1));
  const [two] = winRates([{ a: 1, b: 0, label: 0.5, votes: 2 }], 0);
  expect(width(1)).toBeCloseTo(two!.high - two!.low, 10);
});
