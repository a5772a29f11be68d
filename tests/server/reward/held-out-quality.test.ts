import { describe, expect, test } from "vitest";
import { fitCriteria } from "../../../server/reward/criterion-rewards.ts";
import { criterionQuality, heldOutQuality } from "../../../server/reward/held-out-quality.ts";
import { ENSEMBLE, type RewardEnsemble } from "../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { meanAndStd } from "../../../server/stats/moments.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 8;
const random = seeded(3);
const answer = () => Float32Array.from({ length: WIDTH }, () => 2 * random() - 1);
const reference = Array.from({ length: 200 }, answer);

let ids = 0;
/** Comparisons whose label is what `vote` says of the two answers' first features. */
const comparisons = (count: number, vote: (difference: number) => number, more: Partial<TrainingPair> = {}) =>
  Array.from({ length: count }, (): TrainingPair => {
    const [a, b] = [answer(), answer()];
    return { id: ++ids, promptId: `prompt-${ids % 30}`, a, b, label: vote(a[0]! - b[0]!), bothBad: 0, ...more };
  });
/** Heads that all prefer what has more of the first feature, by as many logits as it has more. */
const liking: RewardEnsemble = {
  heads: Array.from({ length: 7 }, () => Float64Array.from({ length: WIDTH }, (_, i) => Number(i === 0))),
  mean: Array(7).fill(0),
  std: Array(7).fill(1),
  precision: new Float64Array(WIDTH).fill(ENSEMBLE.l2),
};
const judged = (logit: number, label: number, more: Partial<TrainingPair> = {}): TrainingPair => {
  const a = new Float32Array(WIDTH);
  a[0] = logit;
  return { id: ++ids, promptId: `p${ids}`, a, b: new Float32Array(WIDTH), label, bothBad: 0, ...more };
};

test("quality is told by criterion, each by its own heads, and over the criteria that count", () => {
  const pairs = [
    ...comparisons(120, (difference) => Number(difference > 0), { criterion: "helpful" }),
    ...comparisons(120, (difference) => Number(difference < 0), { criterion: "creative" }),
  ];
  const rewardsOf = (weights = {}) => fitCriteria(pairs, weights, reference, null, ENSEMBLE);
  const both = criterionQuality(rewardsOf(), pairs, ENSEMBLE);
  expect(both.comparisons).toBe(240);
  expect(both.accuracy).toBeGreaterThan(0.85);
  expect(Object.keys(both.criteria)).toEqual(["helpful", "creative"]);
  for (const criterion of ["helpful", "creative"]) expect(both.criteria[criterion]!.accuracy).toBeGreaterThan(0.85);
  const one = criterionQuality(rewardsOf({ creative: 0 }), pairs, ENSEMBLE);
  expect(one).toMatchObject({ comparisons: 120, criteria: { helpful: { comparisons: 120 } } });
});

describe("calibration error", () => {
  /** Votes by a crowd that prefers A as often as the heads say, once they are so many times as sure. */
  const errorOf = (votes: number, sureness: number) =>
    heldOutQuality(
      liking,
      Array.from({ length: votes }, () => {
        const logit = 4 * random() - 2;
        return judged(logit, Number(random() < 1 / (1 + Math.exp(-sureness * logit))));
      }),
      ENSEMBLE,
    ).calibrationError;
  const meanError = (votes: number, sureness: number) =>
    meanAndStd(Array.from({ length: 40 }, () => errorOf(votes, sureness))).mean;

  test("is small where predictions are right, also of few votes, and what it is where they are too sure", () => {
    expect(meanError(100, 1)).toBeLessThan(0.045);
    // Logits of -2 to 2 are shares that lie 0.23 from a half, root mean square.
    expect(meanError(100, 0)).toBeGreaterThan(0.2);
    expect(meanError(100, 0)).toBeLessThan(0.26);
    expect(errorOf(20_000, 0)).toBeCloseTo(0.23, 1);
    expect(errorOf(20_000, 1)).toBeLessThan(0.01);
  });
});
