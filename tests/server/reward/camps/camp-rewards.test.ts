import { expect, test } from "vitest";
import { dividingPair, fitCamps, rewardFor } from "../../../../server/reward/camps/camp-rewards.ts";
import { divideCrowd } from "../../../../server/reward/camps/divided-crowd.ts";
import { principalAxes } from "../../../../server/reward/camps/principal-axes.ts";
import { fitCriteria } from "../../../../server/reward/criterion-rewards.ts";
import { conservativeReward, ENSEMBLE, type RewardEnsemble } from "../../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../../server/reward/training-pair.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const WIDTH = 6;
const random = seeded(3);
const answer = () => Float32Array.from({ length: WIDTH }, () => 2 * random() - 1);
const reference = Array.from({ length: 200 }, answer);

/** Rater 0 to 15 like what is high in the first feature and in the third, the others what is low in the first and high in the third. */
const LIKINGS = [(x: Float32Array) => 3 * x[0]! + x[2]!, (x: Float32Array) => -3 * x[0]! + x[2]!] as const;
const RATERS = 24;
const campOf = (rater: number) => (rater < 16 ? 0 : 1);
const pairs = Array.from({ length: RATERS * 25 }, (_, i): TrainingPair => {
  const [a, b] = [answer(), answer()];
  const rater = i % RATERS;
  const liking = LIKINGS[campOf(rater)];
  const label = Number(liking(a) > liking(b) !== random() < 0.1);
  const ballots = [{ rater: String(rater), label, bothBad: false }];
  return { id: i + 1, promptId: `p${i % 40}`, a, b, label, bothBad: 0, ballots };
});
const crowd = {
  ...{ pairs, byAddress: () => 1, criterionWeights: {}, reference, settings: ENSEMBLE },
};
const everybody = fitCriteria(pairs, {}, reference, null, ENSEMBLE).sum;
const axes = principalAxes(reference, WIDTH);
const divided = divideCrowd(crowd, everybody, () => axes, "majority", null);

/** Share of fresh pairs of which a reward prefers the answer that a camp does. */
function served(reward: RewardEnsemble, camp: 0 | 1): number {
  const tried = Array.from({ length: 400 }, () => [answer(), answer()] as const);
  const liking = LIKINGS[camp];
  const score = (x: Float32Array) => conservativeReward(reward, x, 0.5);
  return tried.filter(([a, b]) => score(a) > score(b) === liking(a) > liking(b)).length / tried.length;
}

test("each camp's reward prefers what its members like", () => {
  const [first, second] = divided.rewards!;
  expect(divided.camps!.sizes.map(Math.round)).toEqual([16, 8]);
  expect(served(first.sum, 0)).toBeGreaterThan(0.85);
  expect(served(second.sum, 1)).toBeGreaterThan(0.85);
});

test("the host chooses whom training follows", () => {
  const rewards = divided.rewards!;
  const reward = (aim: Parameters<typeof rewardFor>[0], turn = 0) =>
    rewardFor(aim, everybody, rewards, turn, reference);
  expect(reward("majority")).toBe(everybody);
  expect(served(reward("majority"), 0)).toBeGreaterThan(0.75);
  expect(reward("turns", 0)).toBe(rewards[0].sum);
  expect(reward("turns", 1)).toBe(rewards[1].sum);
  // What both like is left where what divides them cancels out.
  for (const camp of [0, 1] as const) expect(served(reward("compromise"), camp)).toBeGreaterThan(0.5);
});

test("turns pass from fit to fit, and the camps are examined again only when votes have grown", () => {
  const next = divideCrowd(crowd, everybody, () => axes, "turns", divided);
  const after = divideCrowd(crowd, everybody, () => axes, "turns", next);
  expect(next.camps).toBe(divided.camps);
  expect([next.turn, after.turn]).toEqual([divided.turn + 1, divided.turn + 2]);
  expect(served(next.reward, 0) > 0.8).not.toBe(served(after.reward, 0) > 0.8);
});

test("the pair that divides them is one of which they prefer different answers", () => {
  const example = dividingPair(divided.rewards!, pairs)!;
  const { a, b } = pairs.find(({ id }) => id === example.id)!;
  expect(LIKINGS[0](a) > LIKINGS[0](b)).toBe(example.firstPrefersA);
  expect(LIKINGS[1](a) > LIKINGS[1](b)).toBe(!example.firstPrefersA);
  expect(Math.abs(a[0]! - b[0]!)).toBeGreaterThan(1);
});

test("votes of unknown people tell of no camps, and everybody's reward is followed", () => {
  const unknown = { ...crowd, pairs: pairs.map(({ ballots: _, ...pair }) => pair) };
  const none = divideCrowd(unknown, everybody, () => axes, "compromise", null);
  expect([none.camps, none.rewards, none.example]).toEqual([null, null, null]);
  expect(none.reward).toBe(everybody);
});

test("the votes of people whom nobody knows count in both camps", () => {
  const stranger = { id: 9_999, promptId: "p", a: answer(), b: answer(), label: 1, bothBad: 0 };
  const before = fitCamps(divided.camps!, crowd, null);
  const after = fitCamps(divided.camps!, { ...crowd, pairs: [...pairs, { ...stranger, weight: 30 }] }, null);
  const margin = (reward: RewardEnsemble) =>
    conservativeReward(reward, stranger.a, 0) - conservativeReward(reward, stranger.b, 0);
  for (const camp of [0, 1] as const) expect(margin(after[camp].sum)).toBeGreaterThan(margin(before[camp].sum));
});
