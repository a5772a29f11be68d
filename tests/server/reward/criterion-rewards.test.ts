import { describe, expect, test } from "vitest";
import { fitCriteria } from "../../../server/reward/criterion-rewards.ts";
import {
  conservativeReward,
  ENSEMBLE,
  fitEnsemble,
  predictedShare,
  type RewardEnsemble,
} from "../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 8;
const random = seeded(3);
const answer = () => Float32Array.from({ length: WIDTH }, () => 2 * random() - 1);
const reference = Array.from({ length: 200 }, answer);
const probes = Array.from({ length: 200 }, () => [answer(), answer()] as const);

let ids = 0;
/** Votes of people who like the one feature, or dislike it. */
const votes = (count: number, criterion: string | null, feature: number, sign: 1 | -1 = 1): TrainingPair[] =>
  Array.from({ length: count }, () => {
    const [a, b] = [answer(), answer()];
    const label = Number(sign * (a[feature]! - b[feature]!) > 0);
    return { id: ++ids, promptId: `prompt-${ids % 30}`, criterion, a, b, label, bothBad: 0 };
  });
const rewardsOf = (pairs: readonly TrainingPair[], weights = {}) =>
  fitCriteria(pairs, weights, reference, null, ENSEMBLE);

/** Share of pairs on which a reward sides with those who like a feature. */
const agreement = (ensemble: RewardEnsemble, feature: number) =>
  probes.filter(([a, b]) => predictedShare(ensemble, a, b) > 0.5 === a[feature]! > b[feature]!).length / probes.length;

describe("two criteria on which people want the opposite", () => {
  const opposed = [...votes(150, "helpful", 0), ...votes(150, "creative", 0, -1)];

  test("have a head each", () => {
    const { criteria } = rewardsOf(opposed);
    expect(agreement(criteria.get("helpful")!, 0)).toBeGreaterThan(0.85);
    expect(agreement(criteria.get("creative")!, 0)).toBeLessThan(0.15);
  });

  test.each([
    [{ helpful: 1, creative: 0 }, 0.85, 1],
    [{ helpful: 1, creative: 0.5 }, 0.75, 1],
    [{ helpful: 0.5, creative: 1 }, 0, 0.25],
    [{ helpful: 0, creative: 1 }, 0, 0.15],
  ])("are weighed by the host: with %o", (weights, low, high) => {
    const share = agreement(rewardsOf(opposed, weights).sum, 0);
    expect(share).toBeGreaterThanOrEqual(low);
    expect(share).toBeLessThanOrEqual(high);
  });

  test("cancel out at equal weights: the reward then says little", () => {
    const spread = (ensemble: RewardEnsemble) => {
      const rewards = reference.map((features) => conservativeReward(ensemble, features, 0));
      return Math.max(...rewards) - Math.min(...rewards);
    };
    const alone = spread(rewardsOf(opposed, { helpful: 1, creative: 0 }).sum);
    expect(spread(rewardsOf(opposed).sum)).toBeLessThan(0.5 * alone);
  });
});

test("unrelated criteria are both followed", () => {
  const { sum } = rewardsOf([...votes(100, "helpful", 0), ...votes(100, "truthful", 1)]);
  expect(agreement(sum, 0)).toBeGreaterThan(0.65);
  expect(agreement(sum, 1)).toBeGreaterThan(0.65);
});

test("a single criterion is fitted as if there were none", () => {
  const pairs = votes(60, "truthful", 2);
  const plain = fitEnsemble(pairs, reference, null, ENSEMBLE);
  expect(rewardsOf(pairs).sum).toEqual(plain);
  expect(rewardsOf(pairs.map((pair) => ({ ...pair, criterion: null }))).sum).toEqual(plain);
  expect(rewardsOf(pairs, { truthful: 0 }).sum).toEqual(plain);
});

test("a criterion with few votes borrows from the others, one with many doesn't", () => {
  const others = votes(100, "overall", 3);
  expect(agreement(rewardsOf([...others, ...votes(3, "harmless", 4)]).criteria.get("harmless")!, 3)).toBeGreaterThan(
    0.75,
  );
  const many = rewardsOf([...others, ...votes(200, "harmless", 4)]).criteria.get("harmless")!;
  expect(agreement(many, 3)).toBeLessThan(0.65);
  expect(agreement(many, 4)).toBeGreaterThan(0.85);
});

test("comparisons without a criterion count for every criterion", () => {
  const { criteria } = rewardsOf([...votes(5, "helpful", 0), ...votes(5, "truthful", 1), ...votes(150, null, 5)]);
  expect([...criteria.keys()]).toEqual(["helpful", "truthful"]);
  for (const ensemble of criteria.values()) expect(agreement(ensemble, 5)).toBeGreaterThan(0.8);
});
