import { describe, expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { heldOutQuality } from "../../../server/reward/held-out-quality.ts";
import {
  conservativeReward,
  disagreement,
  ENSEMBLE,
  fitEnsemble,
  headScores,
  predictedShare,
} from "../../../server/reward/reward-ensemble.ts";
import { applyFeatureScale, fitFeatureScale } from "../../../server/reward/reward-features.ts";
import type { TrainingPair } from "../../../server/reward/training-pair.ts";
import { meanAndStd } from "../../../server/stats/moments.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 16;
const PROMPTS = 24;
const vectors = (count: number, random: () => number) =>
  Array.from({ length: count }, () => Float32Array.from({ length: WIDTH }, () => gaussian(random) / 2));
const reference = vectors(200, seeded(1));
const taste = Array.from({ length: WIDTH }, (_, i) => [3, -2, 1, 0][i % 4]! / 2);
const liking = (x: Float32Array) => x.reduce((sum, value, i) => sum + value * taste[i]!, 0);

/** Votes of a crowd with the planted taste, of which a share is flipped. */
function votes(count: number, flipped: number, seed: number): TrainingPair[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = vectors(2, random) as [Float32Array, Float32Array];
    const label = Number(liking(a) > liking(b) !== random() < flipped);
    return { id: i + 1, promptId: `prompt-${i % PROMPTS}`, a, b, label, bothBad: 0 };
  });
}
const fitted = (pairs: readonly TrainingPair[], previous: ReturnType<typeof fitEnsemble> | null = null) =>
  fitEnsemble(pairs, reference, previous, ENSEMBLE);
const accuracyOn = (ensemble: ReturnType<typeof fitted>, pairs: readonly TrainingPair[]) =>
  pairs.filter(({ a, b, label }) => predictedShare(ensemble, a, b) > 0.5 === label > 0.5).length / pairs.length;

describe("an ensemble fitted to 600 votes of which 15% are flipped", () => {
  const pairs = votes(600, 0.15, 7);
  const ensemble = fitted(pairs);

  test("knows the planted taste", () => {
    expect(accuracyOn(ensemble, votes(500, 0, 8))).toBeGreaterThan(0.87);
    const rewards = reference.map((x) => conservativeReward(ensemble, x, 0));
    const likings = reference.map(liking);
    expect(correlation(rewards, likings)).toBeGreaterThan(0.93);
  });

  test("predicts votes on prompts that a head never saw about as well as flips allow", () => {
    const { accuracy, calibrationError, margin } = heldOutQuality(ensemble, pairs, ENSEMBLE);
    expect(accuracy).toBeGreaterThan(0.7);
    expect(accuracy).toBeLessThanOrEqual(0.88);
    expect(calibrationError).toBeLessThan(0.1);
    expect(margin).toBeGreaterThan(0.3);
  });

  test("has one head, and one only, that a prompt's votes touch by the prior alone", () => {
    for (const promptId of ["prompt-0", "prompt-5", "prompt-17"]) {
      const turned = pairs.map((pair) => (pair.promptId === promptId ? { ...pair, label: 1 - pair.label } : pair));
      const other = fitted(turned);
      const moved = ensemble.heads.map((head, i) => Math.hypot(...head.map((value, k) => value - other.heads[i]![k]!)));
      const [least, next] = moved.toSorted((a, b) => a - b) as [number, number];
      expect(least).toBeLessThan(next / 3);
    }
  });

  test("is the same after a refit from nothing with the same ids, and near it after one that began earlier", () => {
    expect(fitted(pairs)).toEqual(ensemble);
    const warm = fitted(pairs, fitted(pairs.slice(0, 300)));
    for (const x of reference)
      expect(Math.abs(conservativeReward(warm, x, 0.5) - conservativeReward(ensemble, x, 0.5))).toBeLessThan(0.02);
  });

  test("scores reference samples with mean 0 and std 1 in every head", () => {
    const scores = reference.map((x) => headScores(ensemble, x));
    for (let head = 0; head <= ENSEMBLE.members; head++) {
      const { mean, std } = meanAndStd(scores.map((all) => all[head]!));
      expect(mean).toBeCloseTo(0, 6);
      expect(std).toBeCloseTo(1, 2);
    }
  });

  test("takes a share of its members' spread off the score of the head that knows every vote", () => {
    const [score, ...members] = headScores(ensemble, reference[0]!);
    const { std } = meanAndStd(members);
    expect(std).toBeGreaterThan(0);
    expect(conservativeReward(ensemble, reference[0]!, 0.5)).toBeCloseTo(score! - 0.5 * std, 10);
  });
});

test("a single vote gives small rewards, so that PPO does not run after noise", () => {
  const ensemble = fitted(votes(1, 0, 21));
  const { std } = meanAndStd(reference.map((x) => headScores(ensemble, x)[0]!));
  expect(std).toBeGreaterThan(0);
  expect(std).toBeLessThan(0.95);
});

test("random votes are predicted by chance where heads have not seen them, though they fit those they have", () => {
  const random = seeded(5);
  const pairs = votes(120, 0, 9).map((pair) => ({ ...pair, label: Number(random() < 0.5) }));
  const ensemble = fitted(pairs);
  expect(accuracyOn(ensemble, pairs)).toBeGreaterThan(0.65);
  expect(Math.abs(heldOutQuality(ensemble, pairs, ENSEMBLE).accuracy - 0.5)).toBeLessThan(0.15);
});

test("heads agree more the more votes they have had", () => {
  const asked = votes(60, 0, 11);
  const spread = (count: number) => {
    const ensemble = fitted(votes(count, 0.15, 12));
    return asked.reduce((sum, { a, b }) => sum + disagreement(ensemble, a, b), 0) / asked.length;
  };
  const [few, some, many] = [spread(30), spread(300), spread(3000)];
  expect(some).toBeLessThan(0.75 * few);
  expect(many).toBeLessThan(0.6 * some);
});

test("both-bad votes lower both answers, and votes for one of them lower the other alone", () => {
  const [a, b] = vectors(2, seeded(13)) as [Float32Array, Float32Array];
  const about = (label: number, bothBad: number) =>
    fitted(Array.from({ length: 40 }, (_, id) => ({ id, promptId: `p${id}`, a, b, label, bothBad })));
  const bad = about(0.5, 1);
  for (const answer of [a, b]) expect(conservativeReward(bad, answer, 0)).toBeLessThan(-0.5);
  const decided = about(1, 0);
  expect(conservativeReward(decided, a, 0)).toBeGreaterThan(0.3);
  expect(conservativeReward(decided, b, 0)).toBeLessThan(-0.3);
});

test("without a decided vote accuracy is not known, and nothing is divided by zero elsewhere", () => {
  const ties = votes(5, 0, 3).map((pair) => ({ ...pair, label: 0.5 }));
  const { accuracy, calibrationError } = heldOutQuality(fitted(ties), ties, ENSEMBLE);
  expect(accuracy).toBeNaN();
  expect(calibrationError).toBeCloseTo(0, 6);
});

test("features are scaled to mean 0 and one over the root of their group's size, and held within four deviations", () => {
  const samples = reference.map((x) => x.map((value, i) => 5 * value * (i + 1) - 3));
  for (const sample of samples) sample[0] = 4; // one that never varies
  const groups = [
    { name: "many", size: 12 },
    { name: "few", size: 4 },
  ];
  const scale = fitFeatureScale(samples, groups);
  const scaled = samples.map((sample) => applyFeatureScale(scale, sample));
  for (let i = 0; i < WIDTH; i++) {
    const { mean, std } = meanAndStd(scaled.map((x) => x[i]!));
    expect(mean).toBeCloseTo(0, 2);
    if (i > 0) expect(std).toBeCloseTo(1 / Math.sqrt(i < 12 ? 12 : 4), 2);
    else expect(std).toBe(0);
  }
  const far = applyFeatureScale(scale, new Float32Array(WIDTH).fill(1e6));
  expect(far[13]).toBeCloseTo(4 / Math.sqrt(4), 5);
});

test("a group that tells something outweighs one that tells nothing, and nothing is lost by it", () => {
  const random = seeded(31);
  const beside = 60;
  const wide = votes(300, 0.15, 32).map((pair) => ({
    ...pair,
    a: Float32Array.of(...pair.a, ...Array.from({ length: beside }, () => gaussian(random) / Math.sqrt(beside))),
    b: Float32Array.of(...pair.b, ...Array.from({ length: beside }, () => gaussian(random) / Math.sqrt(beside))),
  }));
  const groups = [
    { name: "taste", size: WIDTH },
    { name: "noise", size: beside },
  ];
  const samples = wide.map(({ a }) => a);
  const [train, heldOut] = [wide.slice(0, 200), wide.slice(200)];
  const known = fitEnsemble(train, samples, null, { ...ENSEMBLE, groups });
  expect(known.precision[WIDTH]! / known.precision[0]!).toBeGreaterThan(2.5);
  const blind = fitEnsemble(train, samples, null, ENSEMBLE);
  expect(accuracyOn(known, heldOut)).toBeGreaterThanOrEqual(accuracyOn(blind, heldOut));
});

function correlation(x: readonly number[], y: readonly number[]): number {
  const [mx, my] = [meanAndStd(x), meanAndStd(y)];
  return x.reduce((sum, value, i) => sum + (value - mx.mean) * (y[i]! - my.mean), 0) / (x.length * mx.std * my.std);
}

test("the pairs of a ranking count together as one comparison, and are drawn or left out together", () => {
  const alone = votes(40, 0.1, 21).map((pair) => ({ ...pair, ranking: `round-${pair.id}` }));
  const sixfold = alone.flatMap((pair) => Array.from({ length: 6 }, (_, i) => ({ ...pair, id: 6 * pair.id + i })));
  const [one, six] = [fitted(alone), fitted(sixfold)];
  for (const [i, head] of one.heads.entries())
    for (const [j, value] of head.entries()) expect(six.heads[i]![j]).toBeCloseTo(value, 2);
  const unranked = fitted(sixfold.map(({ ranking: _, ...pair }) => pair));
  expect(meanAndStd([...unranked.heads[0]!]).std).toBeGreaterThan(1.5 * meanAndStd([...six.heads[0]!]).std);
});
