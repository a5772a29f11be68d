import { describe, expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { fitCriteria } from "../../../server/reward/criterion-rewards.ts";
import { fitRated } from "../../../server/reward/fit-rated.ts";
import { raterEvidence } from "../../../server/reward/rater-evidence.ts";
import { ENSEMBLE, predictedShare, type RewardEnsemble } from "../../../server/reward/reward-ensemble.ts";
import { type RaterBallot, type TrainingPair, weighBallots } from "../../../server/reward/training-pair.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const WIDTH = 16;
const PLAYERS = 20;
const vector = (random: () => number) => Float32Array.from({ length: WIDTH }, () => gaussian(random) / 2);
const reference = Array.from({ length: 200 }, () => vector(seeded(1)));
const taste = Array.from({ length: WIDTH }, (_, i) => [3, -2, 1, 0][i % 4]! / 2);
const liking = (x: Float32Array) => x.reduce((sum, value, i) => sum + value * taste[i]!, 0);

/** Pairs each judged by one player in turn; the first `spammers` players vote by coin, of the others' votes 15% are flipped. */
function votes(count: number, spammers: number, random: () => number): TrainingPair[] {
  return Array.from({ length: count }, (_, i) => {
    const [a, b, player] = [vector(random), vector(random), i % PLAYERS];
    const liked = liking(a) > liking(b) !== random() < 0.15;
    const label = Number(player < spammers ? random() < 0.5 : liked);
    const pair = {
      id: i + 1,
      promptId: `prompt-${Math.floor(random() * 24)}`,
      criterion: null,
      a,
      b,
      label,
      bothBad: 0,
    };
    return { ...pair, ballots: [{ rater: `player ${player}`, label, bothBad: false }] };
  });
}
function accuracyOf(ensemble: RewardEnsemble, random: () => number): number {
  const right = Array.from({ length: 2_000 }, () => {
    const [a, b] = [vector(random), vector(random)];
    return predictedShare(ensemble, a, b) > 0.5 === liking(a) > liking(b);
  });
  return right.filter((one) => one).length / right.length;
}
const ballot = (rater: string, label: number, bothBad = false) => ({ rater, label, bothBad });
const pairOf = (ballots: readonly RaterBallot[], change: Partial<TrainingPair> = {}): TrainingPair => {
  const share = (of: (one: (typeof ballots)[0]) => number) =>
    ballots.reduce((sum, one) => sum + of(one), 0) / ballots.length;
  const sides = { a: vector(seeded(7)), b: vector(seeded(8)) };
  const labels = { label: share((one) => one.label), bothBad: share((one) => Number(one.bothBad)) };
  return { id: 1, promptId: "bees", criterion: null, ...sides, ...labels, ballots, ...change };
};

describe("a comparison of several verdicts", () => {
  const pair = pairOf([ballot("ann", 1), ballot("bob", 0), ballot("eve", 0.5, true), ballot("tom", 0)]);

  test("is the share of the weight for A and counts what its voters count on average", () => {
    const weights = new Map([
      ["ann", 1],
      ["bob", 0.5],
      ["eve", 0.5],
      ["tom", 0],
    ]);
    const { label, bothBad, weight } = weighBallots(pair, (rater) => weights.get(rater)!);
    expect(label).toBeCloseTo((1 + 0.25) / 2, 12);
    expect(bothBad).toBeCloseTo(0.25, 12);
    expect(weight).toBeCloseTo(0.5, 12);
  });

  test("is what it was where all count alike, and counts nothing where none does", () => {
    expect(weighBallots(pair, () => 1)).toEqual({ ...pair, weight: 1 });
    expect(weighBallots({ ...pair, weight: 0.3 }, () => 0)).toMatchObject({ weight: 0, label: pair.label });
    const imported = pairOf([ballot("ann", 1)], { ballots: [], weight: 0.3 });
    expect(weighBallots(imported, () => 0)).toBe(imported);
  });
});

test("evidence is of decided verdicts, each pair once, and of the same answer named twice", () => {
  const { a, b } = pairOf([ballot("ann", 1)]);
  const first = pairOf([ballot("ann", 1), ballot("bob", 0.5, true)], { pairId: "1" });
  const again = (rater: string, label: number, bothBad = false) =>
    pairOf([ballot(rater, label, bothBad)], { a: b, b: a, pairId: "2", repeatOf: "1" });
  const rewards = fitCriteria(votes(200, 0, seeded(3)), {}, reference, null, ENSEMBLE);
  const of = (...pairs: TrainingPair[]) => Object.fromEntries(raterEvidence(pairs, rewards, ENSEMBLE));
  const one = { margins: [{ logits: expect.any(Number), share: 1 }], repeats: 0, same: 0 };
  const none = { margins: [], repeats: 0, same: 0 };
  expect(of(first)).toEqual({ ann: one, bob: none });
  expect(of(first, again("ann", 0))).toMatchObject({ ann: { margins: one.margins, repeats: 1, same: 1 } });
  expect(of(first, again("ann", 1))).toMatchObject({ ann: { repeats: 1, same: 0 } });
  expect(of(first, again("bob", 0.5, true))).toMatchObject({ bob: { margins: [], repeats: 1, same: 1 } });
  expect(of(first, again("bob", 0.5))).toMatchObject({ bob: { repeats: 1, same: 0 } });
  expect(of(first, again("eve", 0.5))).not.toHaveProperty("eve.margins.0");
});

describe("a fit to votes of which 30% are random", () => {
  const seeds = [1, 2, 3];
  const fits = seeds.map((seed) => {
    const pairs = votes(800, 6, seeded(seed));
    return {
      alike: fitCriteria(pairs, {}, reference, null, ENSEMBLE).sum,
      rated: fitRated(pairs, {}, reference, null, ENSEMBLE),
    };
  });
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  test("is nearer to the taste where votes count by their players' reliability, and near one without those votes", () => {
    const alike = mean(fits.map(({ alike }) => accuracyOf(alike, seeded(9))));
    const rated = mean(fits.map((one) => accuracyOf(one.rated.rewards.sum, seeded(9))));
    const without = mean(
      seeds.map((seed) => {
        const pairs = votes(800, 6, seeded(seed)).filter(({ ballots }) => Number(ballots![0]!.rater.slice(7)) >= 6);
        return accuracyOf(fitCriteria(pairs, {}, reference, null, ENSEMBLE).sum, seeded(9));
      }),
    );
    expect(rated).toBeGreaterThan(alike);
    expect(rated).toBeGreaterThan(without - 0.01);
  });

  test("knows the spammers", () => {
    for (const { rated } of fits) {
      const weightOf = (player: number) => rated.raters.get(`player ${player}`)!.weight;
      const spammers = mean(Array.from({ length: 6 }, (_, i) => weightOf(i)));
      expect(spammers).toBeLessThan(0.5 * mean(Array.from({ length: 14 }, (_, i) => weightOf(6 + i))));
    }
  });
});

test("comparisons of nobody knows whom are fitted as they are, from the last heads on", () => {
  const anonymous = votes(200, 0, seeded(4)).map((pair) => ({ ...pair, ballots: [] }));
  const first = fitRated(anonymous.slice(0, 150), {}, reference, null, ENSEMBLE);
  const second = fitRated(anonymous, {}, reference, first, ENSEMBLE);
  const plain = fitCriteria(anonymous.slice(0, 150), {}, reference, null, ENSEMBLE);
  expect(first).toEqual({ rewards: plain, raters: new Map() });
  expect(second.rewards).toEqual(fitCriteria(anonymous, {}, reference, plain, ENSEMBLE));
});
