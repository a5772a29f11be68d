import { expect, test } from "vitest";
import {
  type ClassFinale,
  classFinale,
  classLine,
  describeFinales,
  finaleShares,
} from "../../../../server/experiments/crowd/finale-report.ts";
import type { FinaleView } from "../../../../shared/round/view-learning.ts";

const intermissions = [
  { round: 1, version: 1, shown: 1 },
  { round: 2, version: 2, shown: 1 },
  { round: 3, version: 3, shown: -1 },
];
const who = { taste: "kind", seed: 1, votes: 960, intermissions };

/** A class whose votes on the pairs are for now, and for then. */
function judged(...pairs: readonly (readonly [number, number])[]): ClassFinale {
  const unmasked = pairs.map(([forNow, forBefore]) => ({
    ...{ prompt: "?", a: "a", b: "b", answerA: "x", answerB: "y", nowIsA: true, forNow, forBefore, neither: 0 },
  }));
  const finale: FinaleView = {
    ...{ absent: "", index: 3, count: 3, pair: null, unmasked, verdict: "better", voters: 24, preferNow: 20 },
    ...{ preferBefore: 4, low: 0.6, high: 0.9, versionBefore: 0, versionNow: 7 },
  };
  return classFinale(who, finale);
}

const ALL = judged([20, 4], [13, 11], [24, 0]);
const TWO = judged([20, 4], [13, 11], [2, 22]);
const POOLED = judged([24, 0], [11, 13], [11, 13]);
const LOST = judged([4, 20], [24, 0], [0, 24]);
const NONE = classFinale(who, null);

test("a class counts by its three pairs, by two of them, and by all its votes together", () => {
  expect(finaleShares([ALL, TWO, POOLED, LOST])).toMatchObject({
    allPairs: 0.25,
    twoPairs: 0.5,
    pooled: 0.5,
    better: 1,
  });
  expect(finaleShares([ALL, POOLED])).toMatchObject({ allPairs: 0.5, twoPairs: 0.5, pooled: 1 });
});

test("a class without a finale has won nothing, and its line says why", () => {
  expect(finaleShares([NONE])).toMatchObject({ pooled: 0, allPairs: 0, twoPairs: 0, better: 0 });
  expect(classLine(2, NONE)).toContain("no finale: none");
  expect(classLine(1, TWO)).toMatch(/kind +960 +0 to 7 +2 of 3 +20:4 {2}13:11 {2}2:22 +20 of 24 +2 of 3 +better/);
  expect(describeFinales([ALL, NONE])).toContain("50% (95%: 9% to 91%); the goal is 85%");
});

test("then and now counts over all intermissions with a new version; without any, nothing was missed", () => {
  expect(finaleShares([ALL, NONE]).thenAndNow).toBeCloseTo(2 / 3);
  expect(finaleShares([{ ...ALL, intermissions: [] }]).thenAndNow).toBe(1);
  expect(describeFinales([ALL, NONE])).toContain(
    "Of 6 intermissions with a new version 4 showed then and now, 2 of them the newest version",
  );
});
