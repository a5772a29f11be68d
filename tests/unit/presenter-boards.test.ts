import { expect, test } from "vitest";
import { learningCard } from "../../client/presenters/learning-card.ts";
import { ratingRows } from "../../client/presenters/rating-rows.ts";

const version = (n: number, rating: [number, number, number] | null) => ({
  ...{
    version: n,
    status: "promoted" as const,
    reason: null,
    votes: 4,
    parent: null,
    method: null,
    axes: [],
    metrics: {},
    at: "2026-01-01T00:00:00Z",
  },
  ...{ low: rating?.[0] ?? null, rating: rating?.[1] ?? null, high: rating?.[2] ?? null },
});
test("ratings share one scale, newest version first, unjudged ones without a bar", () => {
  const board = { versions: [version(0, [900, 1000, 1100]), version(1, [1000, 1200, 1300]), version(2, null)] };
  const rows = ratingRows(board, 5);
  expect(rows.map(({ version, playing }) => [version, playing])).toEqual([
    [2, true],
    [1, false],
    [0, false],
  ]);
  expect(rows[0]?.bar).toBeNull();
  expect(rows[1]?.bar).toEqual({ low: 25, at: 75, high: 100 });
  expect(rows[2]?.bar).toEqual({ low: 0, at: 25, high: 50 });
  expect(rows[2]?.rating).toBe("1,000 (900–1,100)");
});

test("of many versions the newest are listed, those turned away left out, version 0 kept", () => {
  const many = Array.from({ length: 9 }, (_, n) => version(n, null));
  const versions = [...many, { ...version(9, null), status: "rejected" as const }];
  expect(ratingRows({ versions }, 4).map((row) => row.version)).toEqual([8, 7, 6, 0]);
});

test("the learning card tells a new version from the one that was there, and a sleeping trainer from a waking one", () => {
  const learning = { state: "ppo", policyVersion: 4, votes: 9, rewardAccuracy: 0.71, kl: 2.345, rejected: "" } as const;
  expect(learningCard(learning, 3)).toMatchObject({
    arrived: 4,
    awake: true,
    accuracyPercent: 71,
    change: { word: "clear", nats: "2.3" },
  });
  expect(learningCard(learning, 4).arrived).toBeNull();
  const none = {
    ...learning,
    state: "down",
    policyVersion: -1,
    rewardAccuracy: -1,
    kl: -1,
    rejected: "too far",
  } as const;
  expect(learningCard(none, -1)).toEqual({
    ...{ state: "down", awake: false, version: null, votes: 9, accuracyPercent: null, change: null, arrived: null },
    rejected: "too far",
  });
});
