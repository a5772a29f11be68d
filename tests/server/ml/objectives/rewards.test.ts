import { describe, expect, test } from "vitest";
import { bestOfGroup, comparedInGroup, gae, scaledToOne } from "../../../../server/ml/objectives/gae.ts";
import { meanKl, nextKlCoefficient, tokenRewards } from "../../../../server/ml/objectives/token-rewards.ts";

const floats = (...values: number[]) => Float32Array.from(values);
function expectNear(found: Float32Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(found[i], `entry ${i}`).toBeCloseTo(value, 5);
}

describe("advantages", () => {
  test("by hand: three steps and two, gamma 0.9, lambda 0.5", () => {
    const { advantages, returns } = gae({
      rows: 2,
      time: 3,
      gamma: 0.9,
      lambda: 0.5,
      mask: floats(1, 1, 1, /**/ 1, 1, 0),
      rewards: floats(1, 0, 2, /**/ 0, 1, 50),
      values: floats(0.5, 1, 1.5, /**/ 0.5, 0.25, 70), // what lies behind the end must not count
    });
    // first row:  deltas 2 - 1.5 = 0.5; 0 + 0.9 * 1.5 - 1 = 0.35; 1 + 0.9 * 1 - 0.5 = 1.4
    //             0.5; 0.35 + 0.45 * 0.5 = 0.575; 1.4 + 0.45 * 0.575 = 1.65875
    // second row: deltas 1 - 0.25 = 0.75; 0 + 0.9 * 0.25 - 0.5 = -0.275; then -0.275 + 0.45 * 0.75 = 0.0625
    expectNear(advantages, [1.65875, 0.575, 0.5, 0.0625, 0.75, 0]);
    expectNear(returns, [2.15875, 1.575, 2, 0.5625, 1, 0]);
  });

  test("with lambda 1 returns are the discounted rewards to come, whatever the values", () => {
    const common = { rows: 1, time: 3, gamma: 0.5, lambda: 1, mask: floats(1, 1, 1), rewards: floats(1, 2, 4) };
    expectNear(gae({ ...common, values: floats(0, 0, 0) }).returns, [3, 4, 4]);
    expectNear(gae({ ...common, values: floats(9, -7, 3) }).returns, [3, 4, 4]);
  });

  test("by hand: each answer against the prompt's others as a whole, however long it is", () => {
    const mask = floats(1, 1, 1, /**/ 1, 0, 0, /**/ 1, 1, 0, /**/ 1, 1, 1);
    const advantages = floats(4, 3, 2, /**/ 1, 99, 99, /**/ -2, -2, 99, /**/ 6, 5, 1);
    // The others' whole advantages: 1 and 4 in the first group, 6 and -2 in the second.
    expectNear(comparedInGroup(advantages, mask, 4, 2), [
      4 - 1,
      3 - 1,
      2 - 1,
      /**/ 1 - 4,
      0,
      0,
      /**/ -2 - 6,
      -2 - 6,
      0,
      /**/ 6 + 2,
      5 + 2,
      1 + 2,
    ]);
  });

  test("the longest of four answers keeps all of its own advantage, and answers that are equally good have none", () => {
    const [long, short] = [12, 3];
    const lengths = [long, short, short, short];
    const of = (values: readonly number[]) => ({
      advantages: Float32Array.from({ length: 4 * long }, (_, i) => values[Math.floor(i / long)]!),
      mask: Float32Array.from({ length: 4 * long }, (_, i) => Number(i % long < lengths[Math.floor(i / long)]!)),
    });
    const better = of([1, 0, 0, 0]);
    const compared = comparedInGroup(better.advantages, better.mask, 4, 4);
    expectNear(compared.subarray(0, long), Array(long).fill(1));
    expectNear(compared.subarray(long, long + short), Array(short).fill(-1 / 3));
    const alike = of([2, 2, 2, 2]);
    expectNear(comparedInGroup(alike.advantages, alike.mask, 4, 4), Array(4 * long).fill(0));
  });

  test("scaled to variance 1 over response tokens, 0 elsewhere, nothing from nothing", () => {
    expectNear(scaledToOne(floats(3, -1, 0), floats(1, 1, 0)), [3 / Math.sqrt(5), -1 / Math.sqrt(5), 0]);
    expectNear(scaledToOne(floats(0, 0, 0), floats(1, 1, 1)), [0, 0, 0]);
    expectNear(scaledToOne(floats(0, 0), floats(0, 0)), [0, 0]);
  });
});

describe("imitating the best of a group", () => {
  test("by hand: the best gains what the others lose, in each group", () => {
    expect(bestOfGroup([1, 5, 2, 0, /**/ -3, -9, -4, -5], 4, 0.8)).toEqual(
      [-0.2, 0.8 * 0.75, -0.2, -0.2, /**/ 0.8 * 0.75, -0.2, -0.2, -0.2].map((one) => expect.closeTo(one, 9)),
    );
  });

  test("the best ones share what there is to gain, and a group of equals has none", () => {
    expect(bestOfGroup([7, 7, 1, 0], 4, 1)).toEqual([0.25, 0.25, -0.25, -0.25]);
    expect(bestOfGroup([3, 3, 3, 3], 4, 1)).toEqual([0, 0, 0, 0]);
  });

  test("an answer that may not be imitated is never the best, and a group of such answers has nothing to imitate", () => {
    const never = Number.NEGATIVE_INFINITY;
    expect(bestOfGroup([never, 0, -5, never], 4, 1)).toEqual([-0.25, 0.75, -0.25, -0.25]);
    expect(bestOfGroup([never, never], 2, 1)).toEqual([0, 0]);
  });
});

describe("rewards", () => {
  const rollout = {
    rows: 2,
    time: 3,
    mask: floats(1, 1, 0, /**/ 1, 1, 1),
    logProbs: floats(-1, -2, -9, /**/ -0.5, -0.5, -1),
    refLogProbs: floats(-2, -1, -1, /**/ -0.5, -1.5, -3),
  };

  test("by hand: the KL penalty at every token, the score on the last, a token's penalty where it falls", () => {
    const rewards = tokenRewards({
      ...rollout,
      scores: floats(2, -1),
      penalties: floats(0, 0.25, 0, /**/ 0.5, 0, 0),
      klCoefficient: 0.1,
    });
    // first row:  -0.1 * 1; -0.1 * -1 - 0.25 + 2; nothing behind the end
    // second row: -0.1 * 0 - 0.5; -0.1 * 1; -0.1 * 2 - 1
    expectNear(rewards, [-0.1, 1.85, 0, -0.5, -0.1, -1.2]);
  });

  test("the mean KL is in nats a response", () => {
    expect(meanKl(rollout)).toBeCloseTo((1 - 1 + 0 + 1 + 2) / 2, 6);
  });
});

describe("the KL coefficient", () => {
  const settings = { target: 4, rate: 0.1, min: 0.15, max: 1 };
  test.each([
    ["stays on target", 0.3, 4, 0.3],
    ["rises by half its rate at half above target", 0.3, 6, 0.315],
    ["rises by its rate at most", 0.3, 400, 0.33],
    ["falls by its rate at most, where KL is negative too", 0.3, -5, 0.27],
    ["does not leave its bounds upwards", 0.95, 100, 1],
    ["does not leave its bounds downwards", 0.16, 0, 0.15],
  ])("%s", (_, coefficient, kl, expected) => {
    expect(nextKlCoefficient(coefficient, kl, settings)).toBeCloseTo(expected, 10);
  });
});
