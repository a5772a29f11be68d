import { expect, test } from "vitest";
import { simulateArena } from "../../../server/experiments/bench/ratings/bench-ratings.ts";
import { bradleyTerry, externalModelRatings, type Matchup } from "../../../server/stats/bradley-terry.ts";
import { seeded } from "../../../shared/random/seeded.ts";

/** Pairs of one vote each: independent votes. */
const single = (a: number, b: number, wins: number, votes: number): Matchup[] =>
  Array.from({ length: votes }, (_, i) => ({ a, b, label: i < wins ? 1 : 0, votes: 1 }));
const pair = (a: number, b: number, label: number, votes: number): Matchup => ({ a, b, label, votes });
const width = (matchups: readonly Matchup[], version = 1) => {
  const rating = bradleyTerry(matchups).ratings.find((one) => one.version === version)!;
  return rating.high - rating.low;
};

test("two versions: 400 points are ten to one", () => {
  const { ratings } = bradleyTerry(single(1, 0, 10_000, 11_000));
  expect(ratings[0]).toMatchObject({ version: 0, rating: 1000, low: 1000, high: 1000, votes: 11_000 });
  expect(ratings[1]?.rating).toBeCloseTo(1400, 0);
});

test("the order within a matchup makes no difference", () => {
  const one = bradleyTerry([pair(0, 3, 0.3, 40), pair(0, 3, 0.5, 4)]).ratings;
  const other = bradleyTerry([pair(3, 0, 0.7, 40), pair(3, 0, 0.5, 4)]).ratings;
  expect(one[1]?.rating).toBeCloseTo(other[1]?.rating ?? 0, 6);
});

test("with a pair a vote, the interval of two versions is the binomial one in log-odds", () => {
  // Standard error of the log-odds of 60 in 100: sqrt(1/60 + 1/40); the prior shrinks it by a quarter of a percent.
  const margin = (400 / Math.LN10) * 1.96 * Math.sqrt(1 / 60 + 1 / 40);
  expect(width(single(1, 0, 60, 100)) / 2).toBeGreaterThan(0.98 * margin);
  expect(width(single(1, 0, 60, 100)) / 2).toBeLessThan(1.02 * margin);
});

test("a crowd of one mind on every pair counts as one vote a pair", () => {
  const unanimous = [...Array(60).fill(pair(1, 0, 1, 30)), ...Array(40).fill(pair(1, 0, 0, 30))];
  expect(bradleyTerry(unanimous).correlation).toBeGreaterThan(0.95);
  expect(width(unanimous)).toBeGreaterThan(0.97 * width(single(1, 0, 60, 100)));
  expect(width(unanimous)).toBeLessThan(1.01 * width(single(1, 0, 60, 100)));
});

test("crowds that split alike on every pair count every vote", () => {
  const alike = Array(100).fill(pair(1, 0, 0.6, 10));
  expect(bradleyTerry(alike).correlation).toBe(0);
  // Student's t with 103 degrees of freedom is 1% wider than with 1,003.
  expect(width(alike) / width(single(1, 0, 600, 1000))).toBeCloseTo(1.01, 2);
});

test("a version that has met others in one pair alone is hardly known, however many voted on it", () => {
  const known = Array.from({ length: 20 }, (_, i) => pair(1, 0, i % 2 === 0 ? 0.9 : 0.3, 24));
  const { ratings } = bradleyTerry([...known, pair(2, 1, 0.75, 24)]);
  const [, one, two] = ratings;
  expect(two!.high - two!.low).toBeGreaterThan(3 * (one!.high - one!.low));
  expect(two!.low).toBeLessThan(one!.rating);
});

test("recovers simulated ratings", () => {
  const truth = [1000, 1080, 1210, 1190];
  const { ratings } = bradleyTerry(
    simulateArena({ meet: "all", pairs: 1_500, votes: 6, correlation: 0 }, truth, seeded(1)),
  );
  for (const { version, rating } of ratings) expect(Math.abs(rating - (truth[version] ?? 0))).toBeLessThan(16);
});

test.each([0, 0.2, 0.6])(
  "with votes of a pair that correlate by %s, 95%% intervals hold the truth about 95 times in 100",
  (correlation) => {
    const truth = [1000, 1060, 1150];
    const random = seeded(2);
    let covered = 0;
    for (let run = 0; run < 300; run++) {
      const matchups = simulateArena({ meet: "all", pairs: 10, votes: 12, correlation }, truth, random);
      for (const { version, low, high } of bradleyTerry(matchups).ratings.slice(1)) {
        const rating = truth[version] ?? 0;
        if (low <= rating && rating <= high) covered++;
      }
    }
    expect(covered / 600).toBeGreaterThan(0.92);
    expect(covered / 600).toBeLessThan(0.99);
  },
);

test("a version that has won everything stays finite, and unjudged ones are left out", () => {
  const { ratings } = bradleyTerry([pair(5, 0, 1, 3), pair(6, 0, 0, 0)]);
  expect(ratings.map(({ version }) => version)).toEqual([0, 5]);
  expect(ratings[1]?.rating).toBeGreaterThan(1000);
  expect(ratings[1]?.rating).toBeLessThan(2500);
  expect(bradleyTerry([]).ratings).toEqual([]);
});

test("versions that never met the anchor are placed through the others", () => {
  const { ratings } = bradleyTerry([...single(1, 0, 5_000, 5_500), ...single(2, 1, 5_000, 5_500)]);
  expect(ratings[2]?.rating).toBeCloseTo(1800, -1);
});

const pairs = <T>(count: number, matchup: T): T[] => Array.from({ length: count }, () => matchup);
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

test("contestants that met nobody have no rating, and equal ones meet no version at its own", () => {
  expect(externalModelRatings(between, []).size).toBe(0);
  const even = pairs(40, { externalModelId: 1, version: 0, label: 0.5, votes: 5 });
  const { rating, low, high } = externalModelRatings(between, even).get(1)!;
  expect(rating).toBeCloseTo(1000, 0);
  expect(low).toBeLessThan(1000);
  expect(high).toBeGreaterThan(1000);
});
