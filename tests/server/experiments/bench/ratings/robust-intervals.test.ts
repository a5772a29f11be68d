import { expect, test } from "vitest";
import { simulateArena } from "../../../../../server/experiments/bench/ratings/bench-ratings.ts";
import {
  bootstrapIntervals,
  sandwichIntervals,
} from "../../../../../server/experiments/bench/ratings/robust-intervals.ts";
import { bradleyTerry, type Matchup } from "../../../../../server/stats/bradley-terry.ts";
import { seeded } from "../../../../../shared/random/seeded.ts";

test("sandwich, bootstrap and shipped intervals agree where every version has many pairs", () => {
  const truth = [1000, 1060, 1150, 1120];
  const matchups = simulateArena({ meet: "all", pairs: 80, votes: 8, correlation: 0.3 }, truth, seeded(3));
  const shipped = bradleyTerry(matchups);
  const widths = [
    shipped.ratings.slice(1),
    sandwichIntervals(matchups, shipped.correlation),
    bootstrapIntervals(matchups, shipped.correlation, seeded(4)),
  ].map((intervals) => intervals.reduce((sum, { low, high }) => sum + high - low, 0) / 3);
  for (const width of widths) expect(Math.abs(width / widths[0]! - 1)).toBeLessThan(0.12);
});

test("the sandwich of two versions is the pairs' own scatter, as t with one degree less than pairs", () => {
  const labels = [0.9, 0.4, 0.7, 0.6, 0.3, 0.7];
  const matchups = labels.map((label): Matchup => ({ a: 1, b: 0, label, votes: 10 }));
  const [{ low, high } = { low: 0, high: 0 }] = sandwichIntervals(matchups, 0);
  const mean = 0.6;
  const scatter = labels.reduce((sum, label) => sum + (label - mean) ** 2, 0) / 5;
  const error = Math.sqrt(scatter / 6) / (mean * (1 - mean));
  // The prior draws the mean slightly towards a half.
  expect((high - low) / 2 / ((400 / Math.LN10) * 2.571 * error)).toBeCloseTo(1, 1);
});

test("a simulated pair's votes go together by its correlation, and are the model's one by one", () => {
  const matchups = simulateArena({ meet: "all", pairs: 20_000, votes: 2, correlation: 0.4 }, [1000, 1100], seeded(5));
  const share = 1 / (1 + 10 ** (100 / 400));
  const mean = matchups.reduce((sum, { label }) => sum + label, 0) / matchups.length;
  expect(Math.abs(mean - share)).toBeLessThan(0.01);
  const both = matchups.filter(({ label }) => label === 1).length / matchups.length;
  expect(Math.abs((both - share ** 2) / (share * (1 - share)) - 0.4)).toBeLessThan(0.03);
});
