import { expect, test } from "vitest";
import { Budget } from "../../../server/game/budget.ts";

let clock = 0;
const budget = (burst: number, perSecond: number, mostKeys?: number) =>
  new Budget({ burst, perSecond }, () => clock, mostKeys);
const times = (count: number, take: () => boolean) => Array.from({ length: count }, take).filter(Boolean).length;

test("a burst at once, then as much as comes back, never more than the burst", () => {
  const requests = budget(5, 2);
  expect(times(20, () => requests.take("a"))).toBe(5);
  clock += 1_500;
  expect(times(20, () => requests.take("a"))).toBe(3);
  clock += 3_600_000;
  expect(times(20, () => requests.take("a"))).toBe(5);
});

test("each key has a share of its own", () => {
  const requests = budget(3, 1);
  expect(times(9, () => requests.take("a"))).toBe(3);
  expect(times(9, () => requests.take("b"))).toBe(3);
});

test("what is refused costs nothing, and says how long to wait", () => {
  const requests = budget(10, 2);
  expect(requests.take("a", 8)).toBe(true);
  expect(requests.take("a", 5)).toBe(false);
  expect(requests.has("a", 2)).toBe(true);
  expect([requests.waitSeconds("a", 2), requests.waitSeconds("a", 5)]).toEqual([0, 2]);
  clock += 1_500;
  expect(requests.take("a", 5)).toBe(true);
});

test("it remembers so many keys and no more, the busy ones rather than the silent", () => {
  const requests = budget(1, 0.001, 3);
  for (const key of ["a", "b", "c", "a", "d"]) requests.take(key);
  expect(["a", "c", "d"].map((key) => requests.has(key))).toEqual([false, false, false]);
  expect(requests.has("b")).toBe(true);
});
