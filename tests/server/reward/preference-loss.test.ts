import { expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { type FeatureObservation, observationsOf, preferenceLoss } from "../../../server/reward/preference-loss.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const lossOf = (observations: readonly FeatureObservation[], l2: number, w: Float64Array) =>
  preferenceLoss(observations, l2, w, new Float64Array(w.length));

test("by hand: one certain vote and the prior", () => {
  const observation = { x: Float32Array.of(1, 2), label: 1, weight: 3 };
  const w = Float64Array.of(0.5, 0.25); // score 1
  const gradient = new Float64Array(2);
  const loss = preferenceLoss([observation], 2, w, gradient);
  const certain = 1 / (1 + Math.exp(-1));
  expect(loss).toBeCloseTo(-3 * Math.log(certain) + (0.25 + 0.0625), 10);
  expect(gradient[0]).toBeCloseTo(3 * (certain - 1) + 1, 10);
  expect(gradient[1]).toBeCloseTo(6 * (certain - 1) + 0.5, 10);
});

test("the gradient agrees with finite differences, soft labels and both-bad votes included", () => {
  const random = seeded(3);
  const vector = () => Float32Array.from({ length: 7 }, () => gaussian(random));
  const observations = Array.from({ length: 12 }, (_, i) =>
    observationsOf({ a: vector(), b: vector(), label: random(), bothBad: i % 3 === 0 ? random() : 0 }),
  ).flat();
  expect(observations).toHaveLength(12 + 2 * 4);
  const w = Float64Array.from({ length: 7 }, () => gaussian(random));
  const gradient = new Float64Array(7);
  preferenceLoss(observations, 1.5, w, gradient);
  for (let i = 0; i < 7; i++) {
    const [above, below] = [w.slice(), w.slice()];
    above[i]! += 1e-5;
    below[i]! -= 1e-5;
    const difference = (lossOf(observations, 1.5, above) - lossOf(observations, 1.5, below)) / 2e-5;
    expect(gradient[i]).toBeCloseTo(difference, 6);
  }
});

test("is finite for scores of a thousand", () => {
  const observation = { x: Float32Array.of(1000), label: 0, weight: 1 };
  expect(lossOf([observation], 0, Float64Array.of(1))).toBeCloseTo(1000, 6);
  expect(lossOf([observation], 0, Float64Array.of(-1))).toBeCloseTo(0, 6);
});
