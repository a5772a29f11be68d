import { describe, expect, test } from "vitest";
import { bradleyTerry, type Matchup } from "../../../server/stats/bradley-terry.ts";
import { ALARM_Z, DEMOTION_Z, findDecline, overOptimisationWatch } from "../../../server/stats/over-optimisation.ts";
import { seeded } from "../../../shared/random/seeded.ts";

const CORRELATION = 0.3;
const pairs = (count: number, b: number, a: number, label: number): Matchup[] =>
  Array.from({ length: count }, () => ({ a, b, label, votes: 12 }));
const decline = (matchups: readonly Matchup[], promoted: readonly number[], z = DEMOTION_Z) =>
  findDecline(matchups, promoted, CORRELATION, z);

/** Rounds of showdowns of the newest version against older ones; the first round whose votes take versions back, and to where. */
function play(rounds: number, strength: (version: number) => number, random: () => number) {
  const matchups: Matchup[] = [];
  const promoted = [0];
  for (let version = 1; version <= rounds; version++) {
    promoted.push(version);
    const older = Math.floor(random() * version);
    const odds = strength(version) - strength(older) + 2 * (random() + random() + random() - 1.5);
    const share = 1 / (1 + Math.exp(-odds));
    const wins = Array.from({ length: 24 }, () => Number(random() < share)).reduce((a, b) => a + b, 0);
    matchups.push({ a: older, b: version, label: 1 - wins / 24, votes: 24 });
    const found = decline(matchups, promoted);
    if (found !== null) return { round: version, after: found.after };
  }
  return null;
}

describe("versions are taken back", () => {
  test("when people clearly like all newer ones less, to the last version before", () => {
    const matchups = [...pairs(8, 1, 0, 0.3), ...pairs(8, 2, 1, 0.3), ...pairs(6, 3, 2, 0.9), ...pairs(6, 4, 1, 0.95)];
    expect(decline(matchups, [0, 1, 2, 3, 4])).toMatchObject({ after: 2, pairs: 12, votes: 144 });
  });

  test("not for a low lower bound: a new version that two pairs have judged has one whatever people think", () => {
    expect(decline(pairs(2, 1, 0, 1), [0, 1], ALARM_Z)).toBeNull();
    expect(decline(pairs(12, 1, 0, 0.45), [0, 1], ALARM_Z)).toBeNull();
  });

  test("not on few pairs, however many votes they have: an alarm comes first", () => {
    const matchups = pairs(5, 1, 0, 0.9).map((one) => ({ ...one, votes: 500 }));
    expect(decline(matchups, [0, 1], ALARM_Z)).toMatchObject({ after: 0, pairs: 5 });
    expect(decline(matchups, [0, 1])).toBeNull();
  });

  test("and versions that are gone no longer count", () => {
    const matchups = [...pairs(20, 2, 1, 1), ...pairs(5, 3, 1, 0.2)];
    expect(decline(matchups, [0, 1, 2, 3])).toMatchObject({ after: 1 });
    expect(decline(matchups, [0, 1, 3])).toBeNull();
  });

  test("seldom where nothing declines, looked at after each of thirty rounds", () => {
    const random = seeded(1);
    const wrongly = Array.from({ length: 80 }, () => play(30, () => 0, random)).filter((one) => one !== null);
    expect(wrongly.length).toBeLessThanOrEqual(4);
  });

  test("mostly within twenty rounds of a collapse that one pair a round shows, to about where it began", () => {
    const random = seeded(2);
    const played = Array.from({ length: 40 }, () => play(30, (v) => (v <= 10 ? v / 10 : -2), random));
    const caught = played.filter((one) => one !== null);
    expect(caught.length).toBeGreaterThan(20);
    const near = caught.filter(({ after }) => Math.abs(after - 10) <= 3);
    expect(near.length).toBeGreaterThan(0.8 * caught.length);
  });
});

test("the watch shows versions that players met, with what was expected of them and what people said", () => {
  const version = (
    number: number,
    status: "promoted" | "rejected" | "rolled_back",
    metrics: Record<string, number>,
  ) => ({
    ...{ version: number, status, metrics },
  });
  const policies = [
    version(0, "promoted", {}),
    version(1, "promoted", { kl: 1, expectedWinRate: 0.7 }),
    version(2, "rejected", { kl: 9 }),
    version(3, "rolled_back", { kl: 2 }),
  ];
  const matchups = pairs(40, 1, 0, 0.2);
  const { versions, alarm } = overOptimisationWatch(policies, matchups, bradleyTerry(matchups));
  expect(versions.map(({ version: number, expected }) => [number, expected])).toEqual([
    [1, 0.7],
    [3, null],
  ]);
  expect(versions[0]!.rate).toBeCloseTo(0.8, 1);
  expect(versions[0]!.low).toBeLessThan(versions[0]!.rate!);
  expect(versions[1]).toMatchObject({ rate: null, low: null, high: null });
  expect(alarm).toBeNull();
});
