import { expect, test } from "vitest";
import { bradleyTerry, type Contest } from "../../server/arena/bradley-terry.ts";

/** mulberry32: small, fast, reproducible. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Votes between versions of known ratings, each version against each. */
function simulate(ratings: readonly number[], votes: number, random: () => number): Contest[] {
  return ratings.flatMap((x, a) =>
    ratings.slice(a + 1).map((y, offset) => {
      const expected = 1 / (1 + 10 ** ((y - x) / 400));
      const wins = Array.from({ length: votes }, random).filter((draw) => draw < expected).length;
      return { a, b: a + 1 + offset, label: wins / votes, votes };
    }),
  );
}

test("two versions: 400 points are ten to one", () => {
  const [start, next] = bradleyTerry([{ a: 1, b: 0, label: 10 / 11, votes: 110_000 }]);
  expect(start).toMatchObject({ version: 0, rating: 1000, low: 1000, high: 1000, votes: 110_000 });
  expect(next?.rating).toBeCloseTo(1400, 0);
});

test("the order within a contest makes no difference", () => {
  const one = bradleyTerry([{ a: 0, b: 3, label: 0.3, votes: 40 }]);
  const other = bradleyTerry([{ a: 3, b: 0, label: 0.7, votes: 40 }]);
  expect(one[1]?.rating).toBeCloseTo(other[1]?.rating ?? 0, 6);
});

test("the interval of two versions is the binomial one in log-odds", () => {
  // Standard error of the log-odds of 60 in 100: sqrt(1/60 + 1/40); the prior shrinks it by half a percent.
  const [, next] = bradleyTerry([{ a: 1, b: 0, label: 0.6, votes: 100 }]);
  const margin = (400 / Math.LN10) * 1.96 * Math.sqrt(1 / 60 + 1 / 40);
  expect(((next?.high ?? 0) - (next?.low ?? 0)) / 2).toBeGreaterThan(0.98 * margin);
  expect(((next?.high ?? 0) - (next?.low ?? 0)) / 2).toBeLessThan(1.02 * margin);
});

test("recovers simulated ratings", () => {
  const truth = [1000, 1080, 1210, 1190];
  const ratings = bradleyTerry(simulate(truth, 20_000, randomFrom(1)));
  for (const { version, rating } of ratings) expect(Math.abs(rating - (truth[version] ?? 0))).toBeLessThan(8);
});

test("95% intervals hold the truth about 95 times in 100", () => {
  const truth = [1000, 1060, 1150];
  const random = randomFrom(2);
  let covered = 0;
  for (let run = 0; run < 400; run++) {
    for (const { version, low, high } of bradleyTerry(simulate(truth, 60, random)).slice(1)) {
      const rating = truth[version] ?? 0;
      if (low <= rating && rating <= high) covered++;
    }
  }
  expect(covered / 800).toBeGreaterThan(0.93);
  expect(covered / 800).toBeLessThan(0.975);
});

test("a version that has won everything stays finite, and unjudged ones are left out", () => {
  const ratings = bradleyTerry([
    { a: 5, b: 0, label: 1, votes: 3 },
    { a: 6, b: 0, label: 0, votes: 0 },
  ]);
  expect(ratings.map(({ version }) => version)).toEqual([0, 5]);
  expect(ratings[1]?.rating).toBeGreaterThan(1000);
  expect(ratings[1]?.rating).toBeLessThan(2500);
  expect(bradleyTerry([])).toEqual([]);
});

test("versions that never met the anchor are placed through the others", () => {
  const ratings = bradleyTerry([
    { a: 1, b: 0, label: 10 / 11, votes: 100_000 },
    { a: 2, b: 1, label: 10 / 11, votes: 100_000 },
  ]);
  expect(ratings[2]?.rating).toBeCloseTo(1800, -1);
});
