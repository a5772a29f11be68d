import { expect, test } from "vitest";
import { ridge } from "../../../server/stats/ridge.ts";
import { seeded } from "../../../shared/random/seeded.ts";

test("by hand: one dimension, shrunk by half, the bias free", () => {
  // centred x = -1 and 1, centred y = -1 and 1: w = 2 / (2 + 2); the line goes through the means 10 and 1
  const { weights, bias } = ridge([Float32Array.of(9), Float32Array.of(11)], [0, 2], 1, 2);
  expect(weights[0]).toBeCloseTo(0.5, 6);
  expect(bias).toBeCloseTo(-4, 6);
});

test("recovers a linear target from several states a sequence", () => {
  const random = seeded(2);
  const taste = [2, -1, 0.5];
  const targets = Array.from({ length: 20 }, () => 4 * random() - 2);
  // Each sequence's states all lie on the plane taste · x + 3 = target.
  const states = targets.map((target) => {
    const rows = Array.from({ length: 3 }, () => {
      const [x, y] = [random(), random()];
      return [x, y, (target - 3 - taste[0]! * x - taste[1]! * y) / taste[2]!];
    });
    return Float32Array.from(rows.flat());
  });
  const { weights, bias } = ridge(states, targets, 3, 1e-6);
  for (const [i, weight] of taste.entries()) expect(weights[i]).toBeCloseTo(weight, 3);
  expect(bias).toBeCloseTo(3, 3);
});

test("a direction that never varies gets no weight", () => {
  const states = [0, 1, 2].map((x) => Float32Array.of(x, 7));
  const { weights, bias } = ridge(states, [0, 1, 2], 2, 1e-6);
  expect(weights[1]).toBeCloseTo(0, 6);
  expect(weights[0]! * 2 + weights[1]! * 7 + bias).toBeCloseTo(2, 4);
});
