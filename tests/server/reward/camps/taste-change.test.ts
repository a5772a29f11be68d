import { expect, test } from "vitest";
import { type DatedVerdict, followTaste, oldShare } from "../../../../server/reward/camps/taste-change.ts";
import { type MadeUpTaste, votersWith } from "../../../support/divided-voters.ts";

const RATERS = 10;

/** Comparisons by a crowd that likes one thing after another; each phase has its taste and its comparisons. */
function crowdOf(phases: readonly (readonly [MadeUpTaste, number])[], seed: number): DatedVerdict[] {
  const verdicts = phases.flatMap(([taste, comparisons], phase) => {
    const tastes = new Array<MadeUpTaste>(RATERS).fill(taste);
    return votersWith(tastes, comparisons / RATERS, 100 * seed + phase).opinions;
  });
  return verdicts.map(({ x, label, weight }, i) => ({ id: 10 + 2 * i, x, label, weight }));
}

/** After how many comparisons a change is noticed, and where it is said to have been. */
function noticed(verdicts: readonly DatedVerdict[], step: number): { after: number; changedAt: number } | null {
  let history = null;
  for (let after = step; after <= verdicts.length; after += step) {
    history = followTaste(verdicts.slice(0, after), history);
    if (history.changedAt !== null) return { after, changedAt: history.changedAt };
  }
  return null;
}

test("a crowd that changes its mind is noticed within four rounds, and when it was", () => {
  for (const seed of [1, 2, 3]) {
    const verdicts = crowdOf(
      [
        ["one", 250],
        ["other", 450],
      ],
      seed,
    );
    const { after, changedAt } = noticed(verdicts, 50)!;
    expect(after, `seed ${seed}`).toBeLessThanOrEqual(450);
    const place = verdicts.findIndex(({ id }) => id === changedAt);
    expect(Math.abs(place - 250), `seed ${seed}`).toBeLessThanOrEqual(50);
  }
});

test("of many crowds that keep their taste, or have none, none is told to have changed it", () => {
  const steady = (["one", "random"] as const).flatMap((taste) =>
    Array.from({ length: 10 }, (_, seed) => crowdOf([[taste, 400]], seed)),
  );
  expect(steady.filter((verdicts) => followTaste(verdicts, null).changedAt !== null).length).toBe(0);
});

test("what is known doesn't depend on how often it was looked at", () => {
  const verdicts = crowdOf(
    [
      ["one", 200],
      ["other", 300],
    ],
    4,
  );
  let bit = null;
  for (let n = 10; n <= verdicts.length; n += 10) bit = followTaste(verdicts.slice(0, n), bit);
  expect(bit).toEqual(followTaste(verdicts, null));
});

test("votes that weigh nothing change nobody's mind", () => {
  const verdicts = crowdOf(
    [
      ["one", 250],
      ["other", 250],
    ],
    1,
  ).map((one, i) => ({ ...one, weight: i < 250 ? 1 : 0.02 }));
  expect(followTaste(verdicts, null).changedAt).toBeNull();
});

test("old votes count together as ten comparisons, and few of them in full", () => {
  const votes = (count: number) => Array.from({ length: count }, () => ({ weight: 1 }));
  expect(oldShare(votes(5))).toBe(1);
  expect(oldShare(votes(200))).toBeCloseTo(0.05);
});
