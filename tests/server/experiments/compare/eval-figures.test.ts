import { expect, test } from "vitest";
import { bestOfKl } from "../../../../server/experiments/compare/compared-methods.ts";
import { runInterval } from "../../../../server/experiments/figures.ts";
import { predictionQuality } from "../../../../server/experiments/models/prediction-quality.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

test("the interval of a mean over runs holds the truth for other seeds and prompts about as often as it says", () => {
  const random = seeded(1);
  const noise = () => random() + random() + random() - 1.5;
  let held = 0;
  const tries = 60;
  for (let i = 0; i < tries; i++) {
    const prompts = Array.from({ length: 32 }, () => 0.1 * noise());
    const tastes = [0.6, 0.8].map((truth) =>
      Array.from({ length: 6 }, () => {
        const seed = 0.08 * noise();
        return prompts.map((prompt) => truth + seed + prompt + 0.1 * noise());
      }),
    );
    const { mean, low, high } = runInterval(tastes, random);
    expect(low).toBeLessThanOrEqual(mean);
    expect(high).toBeGreaterThanOrEqual(mean);
    held += Number(low < 0.7 && 0.7 < high);
  }
  expect(held / tries).toBeGreaterThan(0.85);
});

test("tastes weigh alike however many seeds they have", () => {
  expect(runInterval([[[1]], [[0], [0], [0]]], seeded(1)).mean).toBe(0.5);
});

test("best-of-n's distance from what it samples", () => {
  expect(bestOfKl(1)).toBe(0);
  expect(bestOfKl(16)).toBeCloseTo(1.835, 3);
});

test("a reward model's guesses are held against the votes, by tenths", () => {
  const predictions = [
    { predicted: 0.9, voted: 1 },
    { predicted: 0.92, voted: 0 },
    { predicted: 0.2, voted: 0 },
    { predicted: 0.6, voted: 0.5 },
  ];
  const { accuracy, brier, logLoss, bins, calibrationError, low, high } = predictionQuality(predictions);
  expect(accuracy).toBeCloseTo(2 / 3, 10);
  expect(low).toBeLessThan(accuracy);
  expect(high).toBe(1);
  expect(logLoss).toBeCloseTo(-(Math.log(0.9) + Math.log(0.08) + Math.log(0.8) + 0.5 * Math.log(0.24)) / 4, 10);
  expect(brier).toBeCloseTo((0.01 + 0.8464 + 0.04 + 0.01) / 4, 10);
  expect(bins.map(({ from, pairs, voted }) => [from, pairs, voted])).toEqual([
    [0.2, 1, 0],
    [0.6, 1, 0.5],
    [0.9, 2, 0.5],
  ]);
  expect(calibrationError).toBeCloseTo((0.2 + 0.1 + 2 * 0.41) / 4, 10);
});
