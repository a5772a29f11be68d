import { expect, test } from "vitest";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import { contestBetween, freshRounds, spanOf } from "../../../../server/web/spectators/lab.ts";
import type { PolicyStatus } from "../../../../shared/protocol/models.ts";

const round = (minute: number, policyVersion: number, lastComparison: number | null, sessionId = "s") => ({
  ...{ sessionId, policyVersion, lastComparison, votes: 1 },
  openedAt: new Date(minute * 60_000),
});
const version = (number: number, minute: number, comparisonId: number, status: PolicyStatus = "promoted") => ({
  ...{ version: number, status, comparisonId, createdAt: new Date(minute * 60_000) },
  promotedAt: status === "promoted" ? new Date(minute * 60_000) : null,
});

test("a round is fresh when it was dealt by what the round before taught", () => {
  const rounds = [round(1, 0, 10), round(2, 1, 20), round(3, 1, 30)];
  expect(freshRounds(rounds, [version(0, 0, 0), version(1, 1.5, 10)])).toEqual([null, true, false]);
});

test("a version that came after the round began does not make it fresh; one turned away in time does", () => {
  const rounds = [round(1, 0, 10), round(2, 0, 20)];
  expect(freshRounds(rounds, [version(0, 0, 0), version(1, 2.5, 10)])).toEqual([null, false]);
  expect(freshRounds(rounds, [version(0, 0, 0), version(1, 1.5, 10, "rejected")])).toEqual([null, true]);
  expect(freshRounds(rounds, [version(0, 0, 0), version(1, 1.5, 10, "candidate")])).toEqual([null, false]);
});

test("rounds without votes teach nothing, and sessions are judged one by one", () => {
  const rounds = [
    round(1, 0, null),
    round(2, 0, null),
    round(3, 0, 10, "other"),
    round(4, 0, 20),
    round(5, 0, null, "other"),
  ];
  expect(freshRounds(rounds, [version(0, 0, 0)])).toEqual([null, null, null, null, false]);
});

test("spans of time grow with the stretch, so that a chart never has many more than a hundred", () => {
  const minutes = (stretch: number) => spanOf(stretch * 60_000) / 60_000;
  expect([0, 60, 300, 24 * 60].map(minutes)).toEqual([1, 1, 5, 15]);
  expect(minutes(365 * 24 * 60)).toBe(4 * 24 * 60);
  for (const days of [1, 9, 30, 100, 1000]) expect((days * 24 * 60) / minutes(days * 24 * 60)).toBeLessThanOrEqual(121);
});

test("two versions against each other, seen from either side", async () => {
  const comparisons = {
    betweenVersions: async () => [
      { a: 1, b: 4, label: 0.25, votes: 8, wordsA: 12, wordsB: 15 },
      { a: 0, b: 4, label: 1, votes: 8, wordsA: 9, wordsB: 15 },
    ],
  };
  const metrics = (words: number) => ({ "answers/words": words, "answers/words_se": 0.1 });
  const policies = {
    list: async () =>
      [1, 4].map((version) => ({ version, metrics: metrics(version) })) as unknown as readonly PolicyRecord[],
  };
  const stores = { comparisons, policies };
  const newer = await contestBetween(stores, 1, 4, 1);
  const older = await contestBetween(stores, 1, 1, 4);
  expect(older.changes).toEqual([{ trait: "words", before: 1, after: 4 }]);
  expect(newer.changes).toEqual([{ trait: "words", before: 4, after: 1 }]);
  expect(newer).toMatchObject({ rate: 0.75, votes: 8, pairs: 1 });
  expect(older.rate).toBeCloseTo(0.25, 12);
  expect(older.low).toBeCloseTo(1 - newer.high!, 12);
  expect(await contestBetween(stores, 1, 2, 3)).toEqual({
    ...{ rate: null, low: null, high: null, votes: 0, pairs: 0, changes: null },
  });
});
