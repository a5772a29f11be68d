import { expect, test } from "vitest";
import { type Camps, findCamps } from "../../../../server/reward/camps/find-camps.ts";
import { mean } from "../../../../server/stats/moments.ts";
import { type MadeUpTaste, votersWith } from "../../../support/divided-voters.ts";

const SEEDS = [1, 2];
const crowd = (one: number, other: number, random = 0): readonly MadeUpTaste[] => [
  ...new Array<MadeUpTaste>(one).fill("one"),
  ...new Array<MadeUpTaste>(other).fill("other"),
  ...new Array<MadeUpTaste>(random).fill("random"),
];
/** Mean probability that some raters belong to the first camp. */
const inFirst = (camps: Camps, from: number, until: number) =>
  mean(Array.from({ length: until - from }, (_, i) => camps.members.get(`rater ${from + i}`)!.first));

test.each([
  [12, 12],
  [17, 7],
])("camps of %i and %i are found, and who is in which", (one, other) => {
  for (const seed of SEEDS) {
    const camps = findCamps(votersWith(crowd(one, other), 40, seed), null);
    expect(camps, `seed ${seed}`).not.toBeNull();
    const [a, b] = [inFirst(camps!, 0, one), inFirst(camps!, one, one + other)];
    expect(Math.abs(a - b)).toBeGreaterThan(0.75);
    expect([...camps!.sizes].toSorted((x, y) => x - y)[0]).toBeGreaterThan(Math.min(one, other) - 3);
    if (one > other) expect(a).toBeGreaterThan(0.8); // the larger comes first
  }
});

test.each([
  ["one taste", crowd(24, 0)],
  ["one taste and careless raters", crowd(16, 0, 8)],
  ["nothing but random votes", crowd(0, 0, 24)],
  ["two raters with a taste of their own", crowd(22, 2)],
])("a crowd of %s is one camp", (_, tastes) => {
  const told = SEEDS.filter((seed) => findCamps(votersWith(tastes, 40, seed), null) !== null);
  expect(told).toEqual([]);
});

test("a careless rater's votes count little in either camp", () => {
  const { members } = findCamps(votersWith(crowd(10, 10, 4), 60, 1), null)!;
  const heard = (rater: number) => Math.max(...members.get(`rater ${rater}`)!.counts);
  expect(Math.max(heard(20), heard(21), heard(22), heard(23))).toBeLessThan(0.5);
  expect(Math.min(heard(0), heard(12))).toBeGreaterThan(0.6);
});

test("camps keep their order from fit to fit, also where the smaller becomes the larger", () => {
  const before = findCamps(votersWith(crowd(14, 10), 40, 2), null)!;
  const grown = votersWith([...crowd(14, 10), ...new Array<MadeUpTaste>(8).fill("other")], 40, 12);
  const after = findCamps(grown, before)!;
  expect(inFirst(before, 0, 14)).toBeGreaterThan(0.8);
  expect(inFirst(after, 0, 14)).toBeGreaterThan(0.8);
  expect(inFirst(after, 14, 32)).toBeLessThan(0.2);
  expect(after.sizes[1]).toBeGreaterThan(after.sizes[0]);
});

test("nothing is told of a few raters", () => {
  expect(findCamps(votersWith(crowd(4, 4), 80, 1), null)).toBeNull();
  expect(findCamps({ raters: [], opinions: [] }, null)).toBeNull();
});
