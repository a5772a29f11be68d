import { expect, test } from "vitest";
import { bradleyTerry } from "../../../server/stats/bradley-terry.ts";
import { externalModelRatings } from "../../../server/stats/external-model-ratings.ts";

const pairs = <T>(count: number, contest: T): T[] => Array.from({ length: count }, () => contest);
/** Version 1 is preferred to version 0 three times of four. */
const between = [...pairs(150, { a: 0, b: 1, label: 0, votes: 1 }), ...pairs(50, { a: 0, b: 1, label: 1, votes: 1 })];

test("whoever wins three times of four against version 1 stands as far above it as that stands above version 0", () => {
  const won = { externalModelId: 4, version: 1, label: 1, votes: 1 };
  const ratings = externalModelRatings(between, [...pairs(150, won), ...pairs(50, { ...won, label: 0 })]);
  const version = bradleyTerry(between).ratings.find((one) => one.version === 1)!;
  const own = ratings.get(4)!;
  expect([...ratings.keys()]).toEqual([4]);
  // 400 log10(3) = 190.8 points a step; the prior holds it back by a little.
  expect(version.rating).toBeGreaterThan(1170);
  expect(own.rating - version.rating).toBeGreaterThan(170);
  expect(own.rating - version.rating).toBeLessThan(192);
  expect(own.votes).toBe(200);
  // What isn't known of version 1 isn't known of whoever met it alone.
  expect(own.high - own.low).toBeGreaterThan(version.high - version.low);
});

test("external models that met nobody have no rating, and equal ones meet no version at its own", () => {
  expect(externalModelRatings(between, []).size).toBe(0);
  const even = pairs(40, { externalModelId: 1, version: 0, label: 0.5, votes: 5 });
  const { rating, low, high } = externalModelRatings(between, even).get(1)!;
  expect(rating).toBeCloseTo(1000, 0);
  expect(low).toBeLessThan(1000);
  expect(high).toBeGreaterThan(1000);
});
