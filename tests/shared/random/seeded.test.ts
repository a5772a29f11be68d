import { expect, test } from "vitest";
import { seeded } from "../../../shared/random/seeded.ts";

const draw = (seed: number, count: number) => {
  const random = seeded(seed);
  return Array.from({ length: count }, random);
};

test("the same seed gives the same numbers in [0, 1), neighbouring seeds others", () => {
  expect(draw(7, 100)).toEqual(draw(7, 100));
  expect(draw(7, 100)).not.toEqual(draw(8, 100));
  for (const value of draw(0, 10_000)) expect(value >= 0 && value < 1).toBe(true);
});

test("numbers are uniform, first draws of successive seeds too", () => {
  for (const values of [draw(3, 20_000), Array.from({ length: 20_000 }, (_, seed) => draw(seed, 1)[0]!)]) {
    const bins = Array.from(
      { length: 10 },
      (_, bin) => values.filter((value) => Math.floor(value * 10) === bin).length,
    );
    for (const count of bins) expect(Math.abs(count - 2000)).toBeLessThan(250);
  }
});
