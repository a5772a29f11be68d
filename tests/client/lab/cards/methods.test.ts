import { expect, test } from "vitest";
import { ratingRows } from "../../../../client/board/rating-rows.ts";
import { methodRows } from "../../../../client/lab/cards/method-table.ts";
import type { VersionsBoard } from "../../../../shared/protocol/boards.ts";

type Version = VersionsBoard["versions"][number];
const version = (n: number, change: Partial<Version>): Version => ({
  ...{ version: n, parent: n === 0 ? null : n - 1, status: "promoted", reason: null, method: n === 0 ? null : "ppo" },
  ...{
    rating: 1000,
    low: 900,
    high: 1100,
    votes: 4,
    lengthControlled: null,
    axes: [],
    metrics: {},
    at: "2026-01-01T00:00:00Z",
  },
  ...change,
});

const board: VersionsBoard = {
  lengthEffect: null,
  contestants: [],
  versions: [
    version(0, {}),
    version(1, { rating: 1040, low: 1010, high: 1070, metrics: { kl: 2, rewardGain: 0.5 } }),
    version(2, { status: "rejected", reason: "no", rating: null, metrics: { kl: 4, rewardGain: -0.5 } }),
    version(3, { method: "dpo", parent: 1, rating: 1100, low: 1010, high: 1190, metrics: { kl: 3 } }),
    version(4, { method: "dpo", parent: 3, rating: null, low: null, high: null }),
  ],
};

test("methods stand side by side: what passed, what votes and the gate say, and how far they moved", () => {
  expect(methodRows(board)).toEqual([
    { method: "ppo", promoted: 1, rejected: 1, gain: "40", rewardGain: "0.00", kl: "3.00" },
    { method: "dpo", promoted: 2, rejected: 0, gain: "60", rewardGain: null, kl: "3.00" },
  ]);
  expect(methodRows({ lengthEffect: null, versions: [version(0, {})], contestants: [] })).toEqual([]);
  const early = [version(0, {}), version(1, { rating: 1040 })]; // whose interval still holds the start's rating
  expect(methodRows({ lengthEffect: null, versions: early, contestants: [] })[0]!.gain).toBeNull();
});

test("a row of the model board tells what made the version and how it does by each criterion", () => {
  const axes = [
    { criterion: "truthful" as const, rating: 1012.4, low: 1003, high: 1100, votes: 3 },
    { criterion: "creative" as const, rating: 950.2, low: 900, high: 990, votes: 3 },
  ];
  expect(ratingRows({ lengthEffect: null, versions: [version(0, { axes })], contestants: [] }, 5)).toMatchObject([
    {
      method: null,
      axes: [
        { criterion: "truthful", rating: "1,012" },
        { criterion: "creative", rating: "950" },
      ],
    },
  ]);
});
