import { describe, expect, test } from "vitest";
import { gaussian } from "../../../server/ml/model/initial-weights.ts";
import { type RaterEvidence, sameProbability, voteProbability } from "../../../server/reward/rater-likelihood.ts";
import { estimateRaters, type RaterEstimate } from "../../../server/reward/rater-reliability.ts";
import { seeded } from "../../../shared/random/seeded.ts";

interface Voter {
  /** Share of votes that aren't random. */
  readonly reliability: number;
  /** 1: the crowd's taste; -1: its opposite; 0: one that has nothing to do with it. */
  readonly taste: -1 | 0 | 1;
}
const honest: Voter = { reliability: 1, taste: 1 };
const spammer: Voter = { reliability: 0, taste: 1 };

/** Votes on pairs whose margins have a standard deviation of 1.5 logits, and repeats of which 80% are alike unless one was random. */
function evidenceOf({ reliability, taste }: Voter, compared: number, repeats: number, random: () => number) {
  const margins = Array.from({ length: compared }, () => {
    const margin = Math.abs(1.5 * gaussian(random));
    const agrees = random() < voteProbability((1 + reliability * taste) / 2, margin);
    return { logits: agrees ? margin : -margin, share: 1 };
  });
  const stays = sameProbability(reliability, 0.8);
  const same = Array.from({ length: repeats }, () => random() < stays).filter((alike) => alike).length;
  return { margins, repeats, same };
}

function estimate(groups: readonly (readonly [count: number, voter: Voter])[], compared: number, repeats: number) {
  const random = seeded(5);
  const voters = groups.flatMap(([count, voter], group) =>
    Array.from({ length: count }, (_, i) => [`${group}.${i}`, evidenceOf(voter, compared, repeats, random)] as const),
  );
  const found = estimateRaters(new Map<string, RaterEvidence>(voters));
  return groups.map((_, group) => [...found].filter(([id]) => id.startsWith(`${group}.`)).map(([, one]) => one));
}
const mean = (some: readonly RaterEstimate[], pick: (one: RaterEstimate) => number) =>
  some.reduce((sum, one) => sum + pick(one), 0) / some.length;
const weight = (some: readonly RaterEstimate[] | undefined) => mean(some!, (one) => one.weight);

describe("likelihoods, by hand", () => {
  test("of a vote for an answer that is ahead by log 3, so that three of four vote for it", () => {
    expect(voteProbability(1, Math.log(3))).toBeCloseTo(0.75, 12);
    expect(voteProbability(0.8, Math.log(3))).toBeCloseTo(0.8 * 0.75 + 0.2 * 0.25, 12);
    expect(voteProbability(0.5, Math.log(3))).toBeCloseTo(0.5, 12);
    expect(voteProbability(0, Math.log(3))).toBeCloseTo(0.25, 12);
  });

  test("of the same verdict on a repeated pair: both votes are meant, or the second is as good as random", () => {
    expect(sameProbability(1, 0.9)).toBeCloseTo(0.9, 12);
    expect(sameProbability(0.5, 0.9)).toBeCloseTo(0.25 * 0.9 + 0.75 * 0.5, 12);
    expect(sameProbability(0, 0.9)).toBeCloseTo(0.5, 12);
  });

  test("of nothing leave the prior: a Beta(0.6, 0.3), whose mean is 2/3, and four of five with the crowd's taste", () => {
    const one = estimateRaters(new Map([["new", { margins: [], repeats: 0, same: 0 }]])).get("new")!;
    expect(one.reliability).toBeCloseTo(2 / 3, 1);
    expect(one.eta).toBeCloseTo((1 + 0.8 * one.reliability) / 2, 10);
    expect(one).toMatchObject({ low: 0, high: 1, repeats: 0, compared: 0 });
    expect(one.weight).toBeCloseTo(1, 10);
  });

  test("of equal votes are equal, whatever the order in which players come", () => {
    const votes = { margins: [1, 0.5, -0.2, 2].map((logits) => ({ logits, share: 1 })), repeats: 1, same: 1 };
    const found = estimateRaters(
      new Map([
        ["b", votes],
        ["a", { ...votes, same: 0 }],
        ["c", votes],
      ]),
    );
    expect(found.get("b")).toEqual(found.get("c"));
    expect(found.get("a")!.reliability).toBeLessThan(found.get("b")!.reliability);
  });
});

test("a ranking's pairs are as much evidence as one vote", () => {
  const reliabilityOf = (margins: RaterEvidence["margins"]) =>
    estimateRaters(new Map([["one", { margins, repeats: 0, same: 0 }]])).get("one")!;
  const one = reliabilityOf([{ logits: 2, share: 1 }]);
  const ranking = reliabilityOf(Array.from({ length: 4 }, () => ({ logits: 2, share: 1 / 4 })));
  expect(ranking.reliability).toBeCloseTo(one.reliability, 10);
  expect(ranking.compared).toBe(1);
});

describe("a crowd of which 30% vote at random", () => {
  const [honests, spammers] = estimate(
    [
      [17, honest],
      [7, spammer],
    ],
    100,
    20,
  );

  test("is told apart: etas near 1 and near 1/2, reliabilities near 1 and near 0", () => {
    expect(mean(honests!, ({ eta }) => eta)).toBeGreaterThan(0.9);
    expect(Math.abs(mean(spammers!, ({ eta }) => eta) - 0.5)).toBeLessThan(0.05);
    expect(mean(honests!, ({ reliability }) => reliability)).toBeGreaterThan(0.85);
    expect(mean(spammers!, ({ reliability }) => reliability)).toBeLessThan(0.2);
    expect(Math.max(...spammers!.map((one) => one.weight))).toBeLessThan(
      Math.min(...honests!.map((one) => one.weight)),
    );
  });

  test("has intervals that hold the truth for nearly all, and say what they rest on", () => {
    expect(honests!.filter(({ high }) => high === 1).length).toBeGreaterThanOrEqual(16);
    expect(spammers!.filter(({ low }) => low === 0).length).toBe(7);
    expect(honests![0]).toMatchObject({ repeats: 20, compared: 100 });
    for (const { low, reliability, high } of honests!) {
      expect(low).toBeLessThanOrEqual(reliability);
      expect(reliability).toBeLessThanOrEqual(high);
    }
  });
});

test("a few votes change little", () => {
  const [honests, spammers] = estimate(
    [
      [17, honest],
      [7, spammer],
    ],
    3,
    0,
  );
  expect(weight(honests)).toBeGreaterThan(0.7);
  expect(weight(spammers)).toBeGreaterThan(0.7);
  for (const { weight: one, low, high } of [...honests!, ...spammers!]) {
    expect(one).toBeGreaterThan(0.35);
    expect(one).toBeLessThan(1.5);
    expect(high - low).toBeGreaterThan(0.5);
  }
});

test("a crowd that votes at random as a whole is believed less than an unknown player, and nobody in it much more", () => {
  const [all] = estimate([[24, spammer]], 60, 10);
  expect(weight(all)).toBeLessThan(0.8);
  expect(Math.max(...all!.map((one) => one.weight))).toBeLessThan(1.5);
});

test("a self-consistent minority whose taste has nothing to do with the crowd's keeps its weight; inconsistent votes lose it", () => {
  const [most, minority] = estimate(
    [
      [17, honest],
      [7, { reliability: 1, taste: 0 }],
    ],
    100,
    40,
  );
  expect(mean(minority!, ({ eta }) => eta)).toBeLessThan(0.6);
  expect(weight(minority)).toBeGreaterThan(0.75 * weight(most));
  const [, spammers] = estimate(
    [
      [17, honest],
      [7, spammer],
    ],
    100,
    40,
  );
  expect(weight(spammers)).toBeLessThan(0.25 * weight(minority));
});

describe("players who vote against the crowd", () => {
  const adversarial: Voter = { reliability: 1, taste: -1 };

  test("count nothing while they are few, and never less than nothing", () => {
    const [most, few] = estimate(
      [
        [22, honest],
        [2, adversarial],
      ],
      100,
      10,
    );
    expect(mean(few!, ({ eta }) => eta)).toBeLessThan(0.15);
    expect(weight(few)).toBeLessThan(0.05);
    expect(Math.min(...few!.map((one) => one.weight))).toBeGreaterThanOrEqual(0);
    expect(weight(most)).toBeGreaterThan(1);
  });

  test("count in full when they are many: that's a divided crowd", () => {
    const [most, many] = estimate(
      [
        [16, honest],
        [8, adversarial],
      ],
      100,
      10,
    );
    expect(mean(many!, ({ eta }) => eta)).toBeLessThan(0.15);
    expect(weight(many)).toBeGreaterThan(0.9 * weight(most));
  });
});

test.each([600, 0])("thousands of votes, with %d of 600 repeated ones alike, give figures and no overflow", (same) => {
  const margins = Array.from({ length: 4_000 }, () => ({ logits: 8, share: 1 }));
  const one = estimateRaters(new Map([["one", { margins, repeats: 600, same }]])).get("one")!;
  for (const value of [one.reliability, one.low, one.high, one.eta, one.weight])
    expect(value).toBeGreaterThanOrEqual(0);
  expect(one.reliability).toBeLessThanOrEqual(1);
});

test("nobody voted: nobody is estimated", () => {
  expect(estimateRaters(new Map()).size).toBe(0);
});
