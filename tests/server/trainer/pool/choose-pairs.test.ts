import fc from "fast-check";
import { expect, test } from "vitest";
import { gaussian } from "../../../../server/ml/model/initial-weights.ts";
import { ENSEMBLE, fitEnsemble } from "../../../../server/reward/reward-ensemble.ts";
import { scorePosterior } from "../../../../server/reward/score-posterior.ts";
import { dot } from "../../../../server/stats/linear-algebra.ts";
import { choosePairs } from "../../../../server/trainer/pool/choose-pairs.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const vector = (...entries: number[]) => Float32Array.from(entries);
const any = () => true;
const same = (pair: { a: number; b: number }) => [pair.a, pair.b].toSorted((x, y) => x - y).join();

test("answers that are far apart come before answers that are alike", () => {
  const answers = [vector(1, 0), vector(0.9, 0), vector(-1, 0), vector(0, 0.1), vector(0, 0.2), vector(0, 0.3)];
  const groups = [
    [0, 1, 2],
    [3, 4, 5],
  ];
  const [first] = choosePairs(groups, scorePosterior(null, [], 1, answers), any, 1, seeded(1));
  expect(same(first!)).toBe("0,2");
});

test("what a pair before it will tell isn't asked again while something else is open", () => {
  const along = [vector(1, 0), vector(-1, 0)];
  const across = [vector(0, 0.8), vector(0, -0.8)];
  const answers = [...along, ...along, ...across, ...across];
  const groups = [
    [0, 1],
    [2, 3],
    [4, 5],
    [6, 7],
  ];
  const chosen = choosePairs(groups, scorePosterior(null, [], 0.1, answers), any, 4, seeded(1)).map(same);
  expect([chosen[0] === "0,1" || chosen[0] === "2,3", chosen[1] === "4,5" || chosen[1] === "6,7"]).toEqual([
    true,
    true,
  ]);
});

test("an order that votes have settled is not asked again", () => {
  const answers = [vector(1, 0), vector(-1, 0), vector(0, 0.3), vector(0, -0.3)];
  const judged = { a: answers[0]!, b: answers[1]!, label: 1, bothBad: 0, weight: 60 };
  const groups = [
    [0, 1],
    [2, 3],
  ];
  const before = choosePairs(groups, scorePosterior(null, [], 1, answers), any, 2, seeded(1));
  const after = choosePairs(groups, scorePosterior(Float64Array.of(2, 0), [judged], 1, answers), any, 2, seeded(1));
  expect(before.map(same)).toEqual(["0,1", "2,3"]);
  expect(after.map(same)).toEqual(["2,3", "0,1"]);
});

test("where most answers are alike, a crowd's taste is learnt sooner from chosen pairs than from random ones", () => {
  const width = 12;
  const accuracy = (isChosen: boolean, seed: number) => {
    const random = seeded(seed);
    const draw = (size: number) => Float32Array.from({ length: width }, () => size * gaussian(random));
    const taste = draw(1.5);
    const liking = (x: Float32Array) => x.reduce((sum, value, i) => sum + value * taste[i]!, 0);
    const answers = Array.from({ length: 40 }, () => draw(1)).flatMap((usual) => [
      ...Array.from({ length: 3 }, () => draw(0.1).map((value, i) => value + usual[i]!)),
      draw(1),
    ]);
    const groups = Array.from({ length: 40 }, (_, i) => [0, 1, 2, 3].map((j) => 4 * i + j));
    const posterior = scorePosterior(null, [], ENSEMBLE.l2, answers);
    const pairs = isChosen
      ? choosePairs(groups, posterior, any, 30, random)
      : groups.slice(0, 30).map(([a, b]) => ({ a: a!, b: b! }));
    const votes = pairs.map(({ a, b }, id) => {
      const [left, right] = [answers[a]!, answers[b]!];
      const label = Number(random() < 1 / (1 + Math.exp(liking(right) - liking(left))));
      return { id, promptId: `p${id}`, a: left, b: right, label, bothBad: 0 };
    });
    const head = fitEnsemble(votes, answers, null, { ...ENSEMBLE, members: 0 }).heads[0]!;
    const fresh = Array.from({ length: 300 }, () => draw(1));
    return fresh.filter((x) => liking(x) > 0 === dot(head, x) > 0).length / fresh.length;
  };
  const mean = (isChosen: boolean) =>
    Array.from({ length: 12 }, (_, seed) => accuracy(isChosen, seed + 1)).reduce((sum, one) => sum + one / 12, 0);
  expect(mean(true)).toBeGreaterThan(mean(false) + 0.05);
});

test("only answers that may meet are a pair", () => {
  const answers = [vector(1, 0), vector(0.5, 0.2), vector(-1, 0), vector(-2, 0)];
  const posterior = scorePosterior(null, [], 1, answers);
  const fresh = (a: number, b: number) => Math.min(a, b) < 2;
  const chosen = choosePairs([[0, 1, 2, 3]], posterior, fresh, 9, seeded(1));
  expect(chosen.map(same).toSorted()).toEqual(["0,3", "1,2"]);
  expect(choosePairs([[2, 3]], posterior, fresh, 9, seeded(1))).toEqual([]);
});

test("pairs are disjoint and of one prompt, a pair of each prompt before a second of any", () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 6 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 20 }), fc.integer(), (lengths, count, seed) => {
      let next = 0;
      const groups = lengths.map((length) => Array.from({ length }, () => next++));
      const random = seeded(seed);
      const answers = Array.from({ length: next }, () => vector(gaussian(random), gaussian(random)));
      const chosen = choosePairs(groups, scorePosterior(null, [], 1, answers), any, count, random);
      const used = chosen.flatMap(({ a, b }) => [a, b]);
      expect(new Set(used).size).toBe(used.length);
      const promptOf = (index: number) => groups.findIndex((group) => group.includes(index));
      for (const { a, b } of chosen) expect(promptOf(a)).toBe(promptOf(b));
      const possible = lengths.reduce((sum, length) => sum + Math.floor(length / 2), 0);
      expect(chosen).toHaveLength(Math.min(count, possible));
      const first = lengths.filter((length) => length > 1).length;
      expect(new Set(chosen.slice(0, first).map(({ a }) => promptOf(a))).size).toBe(Math.min(count, first));
    }),
    { numRuns: 60 },
  );
});

test("with more meetings an answer is in several pairs, and no two answers meet twice", () => {
  const random = seeded(5);
  const answers = Array.from({ length: 8 }, () => vector(gaussian(random), gaussian(random)));
  const groups = [
    [0, 1, 2, 3],
    [4, 5, 6, 7],
  ];
  const posterior = scorePosterior(null, [], 1, answers);
  const choose = (count: number, meetings: number) =>
    choosePairs(groups, posterior, any, count, seeded(1), meetings).map(same);
  expect(new Set(choose(99, 3)).size).toBe(12);
  expect(choose(99, 3)).toHaveLength(12);
  const counts = (pairs: readonly string[]) =>
    Array.from({ length: 8 }, (_, i) => pairs.filter((pair) => pair.split(",").includes(String(i))).length);
  expect(Math.max(...counts(choose(99, 2)))).toBe(2);
  expect(choose(8, 2).length).toBeGreaterThan(choose(99, 1).length);
});
