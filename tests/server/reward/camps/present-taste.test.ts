import { expect, test } from "vitest";
import { followTastes, presentShares } from "../../../../server/reward/camps/present-taste.ts";
import { ENSEMBLE, fitEnsemble } from "../../../../server/reward/reward-ensemble.ts";
import type { TrainingPair } from "../../../../server/reward/training-pair.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

const WIDTH = 4;

/** Comparisons by a crowd that likes what is high in one feature, by its number. */
function judged(count: number, liked: number, from: number, criterion: string | null, seed: number): TrainingPair[] {
  const random = seeded(seed);
  const answer = () => Float32Array.from({ length: WIDTH }, () => 3 * (random() - 0.5));
  return Array.from({ length: count }, (_, i) => {
    const [a, b] = [answer(), answer()];
    const label = Number(a[liked]! > b[liked]! !== random() < 0.15);
    return { id: from + i, promptId: `p${i % 30}`, a, b, label, bothBad: 0, criterion };
  });
}
const along = ({ a, b }: TrainingPair) => Float64Array.from(a, (value, i) => value - b[i]!);
const everything = () => 1;

test("votes from before a change count together as ten comparisons, those after it in full", () => {
  const pairs = [...judged(200, 0, 1, null, 1), ...judged(200, 1, 201, null, 2)];
  const histories = followTastes(pairs, along, everything, new Map());
  const shareOf = presentShares(pairs, histories);
  const shares = pairs.map(shareOf);
  expect(shares.slice(0, 175).every((share) => share < 0.1)).toBe(true);
  expect(shares.slice(225).every((share) => share === 1)).toBe(true);
  const old = shares.filter((share) => share < 1);
  expect(old.reduce((sum, share) => sum + share, 0)).toBeCloseTo(10);
});

test("what an AI judge said long ago has no age", () => {
  const pairs = [...judged(200, 0, 1, null, 1), ...judged(200, 1, 201, null, 2)];
  const histories = followTastes(pairs, along, everything, new Map());
  expect(presentShares(pairs, histories)({ ...pairs[0]!, id: -1 })).toBe(1);
});

test("a crowd that is asked something else didn't change its mind", () => {
  const pairs = [...judged(200, 0, 1, "kind", 1), ...judged(200, 1, 201, "funny", 2)];
  const histories = followTastes(pairs, along, everything, new Map());
  expect([...histories.values()].map(({ changedAt }) => changedAt)).toEqual([null, null]);
  expect(pairs.every((pair) => presentShares(pairs, histories)(pair) === 1)).toBe(true);
});

test("a flood of votes from one address, which counts little, makes nobody's votes old", () => {
  const pairs = [...judged(200, 0, 1, null, 1), ...judged(300, 1, 201, null, 2)];
  const histories = followTastes(pairs, along, ({ id }) => (id > 200 ? 0.02 : 1), new Map());
  expect(histories.get("")!.changedAt).toBeNull();
});

test("pairs that were compared before aren't looked at again while few new ones came", () => {
  const pairs = judged(200, 0, 1, null, 1);
  const before = followTastes(pairs, along, everything, new Map());
  const unread = () => {
    throw new Error("a pair was read");
  };
  expect(followTastes([...pairs, ...judged(10, 0, 201, null, 3)], unread, everything, before)).toEqual(before);
});

test("a reward that forgets what the crowd no longer likes follows its new taste", () => {
  const pairs = [...judged(250, 0, 1, null, 5), ...judged(100, 1, 251, null, 6)];
  const shareOf = presentShares(pairs, followTastes(pairs, along, everything, new Map()));
  const reference = pairs.map(({ a }) => a);
  const settings = { ...ENSEMBLE, members: 0 };
  const headOf = (some: readonly TrainingPair[]) => fitEnsemble(some, reference, null, settings).heads[0]!;
  const present = headOf(pairs.map((pair) => ({ ...pair, weight: shareOf(pair) })));
  const alike = headOf(pairs);
  expect(present[1]!).toBeGreaterThan(2 * Math.abs(present[0]!));
  expect(alike[0]!).toBeGreaterThan(alike[1]!);
});
