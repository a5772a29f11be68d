import { expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import type { FeatureGroup } from "../../../server/reward/features/feature-group.ts";
import { groupVariances } from "../../../server/reward/group-evidence.ts";
import { ENSEMBLE, fitEnsemble, initialPrecision, predictedShare } from "../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { seeded } from "../../../shared/random/seeded.ts";

/** States of one wide group, and eight narrow groups beside them that tell nothing. */
const WIDE = 100;
const NARROW = 8;
const groupsOf = (prior: number): readonly FeatureGroup[] => [
  { name: "states", size: WIDE, prior },
  ...Array.from({ length: NARROW }, (_, i) => ({ name: `shape ${i}`, size: 4 })),
];

/** Votes by all of the wide group's entries together, each of which says little. */
function votes(count: number, seed: number): TrainingPair[] {
  const random = seeded(seed);
  const draw = () =>
    Float32Array.from({ length: WIDE + 4 * NARROW }, (_, i) => gaussian(random) / Math.sqrt(i < WIDE ? WIDE : 4));
  const liking = (x: Float32Array) => x.reduce((sum, value, i) => sum + (i < WIDE ? value * (i % 2 ? 1 : -1) : 0), 0);
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [draw(), draw()];
    const label = Number(liking(a) > liking(b) !== random() < 0.15);
    return { id: i + 1, promptId: `prompt-${i % 24}`, a, b, label, bothBad: 0 };
  });
}

const observed = (pairs: readonly TrainingPair[], weight: number) =>
  pairs.map(({ a, b, label }) => ({ x: a.map((value, i) => value - b[i]!), label, weight }));

test("a group has the variance of its own prior until votes tell of it, and then what they tell", () => {
  const groups = groupsOf(4);
  const silent = groupVariances(observed(votes(80, 1), 1e-6), groups, 0.1);
  expect(silent[0]).toBeCloseTo(0.4, 3);
  for (const variance of silent.slice(1)) expect(variance).toBeCloseTo(0.1, 3);
  const told = groupVariances(observed(votes(240, 1), 1), groups, 0.1);
  expect(told[0]).toBeGreaterThan(0.4);
  expect(Math.max(...told.slice(1))).toBeLessThan(told[0]! / 4);
});

test("before any vote weights are as free as their group's prior says", () => {
  const precision = initialPrecision(WIDE + 4 * NARROW, { ...ENSEMBLE, groups: groupsOf(4) });
  expect(precision[WIDE]! / precision[0]!).toBeCloseTo(4);
});

test("a taste that many entries tell together is seen sooner with a wider prior", () => {
  const fresh = votes(2_000, 99);
  const accuracy = (prior: number) => {
    const right = [11, 12, 13, 14, 15, 16].map((seed) => {
      const train = votes(60, seed);
      const settings = { ...ENSEMBLE, members: 0, groups: groupsOf(prior) };
      const ensemble = fitEnsemble(
        train,
        train.map(({ a }) => a),
        null,
        settings,
      );
      return fresh.filter(({ a, b, label }) => predictedShare(ensemble, a, b) > 0.5 === label > 0.5).length;
    });
    return right.reduce((sum, one) => sum + one, 0) / (right.length * fresh.length);
  };
  expect(accuracy(4)).toBeGreaterThan(accuracy(1));
});
