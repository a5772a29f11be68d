import { expect, test } from "vitest";
import { learningCard } from "../../client/presenters/learning-card.ts";
import { ratingRows } from "../../client/presenters/rating-rows.ts";
import { trainingSeries, withSteps } from "../../client/presenters/training-series.ts";

const version = (n: number, rating: [number, number, number] | null) => ({
  ...{ version: n, status: "promoted" as const, reason: null, votes: 4, metrics: {}, at: "2026-01-01T00:00:00Z" },
  ...{ low: rating?.[0] ?? null, rating: rating?.[1] ?? null, high: rating?.[2] ?? null },
});
const step = (id: number, kind: "reward" | "ppo", metrics: Record<string, number>) => ({
  ...{ id, kind, policyVersion: 1, metrics, at: "2026-01-01T00:00:00Z" },
});

test("ratings share one scale, newest version first, unjudged ones without a bar", () => {
  const rows = ratingRows({ versions: [version(0, [-100, 0, 100]), version(1, [0, 200, 300]), version(2, null)] });
  expect(rows.map((row) => row.version)).toEqual([2, 1, 0]);
  expect(rows[0]?.bar).toBeNull();
  expect(rows[1]?.bar).toEqual({ low: 25, at: 75, high: 100 });
  expect(rows[2]?.bar).toEqual({ low: 0, at: 25, high: 50 });
  expect(rows[2]?.rating).toBe("+0.00 (−100 … +100)");
});

test("each chart has the steps that measured its metric, and no chart is empty", () => {
  const steps = [
    step(1, "reward", { accuracy: 0.6 }),
    step(2, "ppo", { "objective/kl": 0.5, "objective/scores": 0.1 }),
    step(3, "ppo", { "objective/kl": Number.NaN }),
  ];
  const series = trainingSeries(steps);
  expect(series.map(({ chart, x }) => `${chart} ${x.join()}`)).toEqual(["accuracy 1", "reward 2", "kl 2"]);
});

test("steps that come twice are kept once", () => {
  const known = [step(1, "ppo", {}), step(2, "ppo", {})];
  expect(withSteps(known, [step(2, "ppo", {}), step(3, "ppo", {})]).map(({ id }) => id)).toEqual([1, 2, 3]);
});

test("the learning card tells a new version from the one that was there, and a sleeping trainer from a waking one", () => {
  const learning = { state: "ppo", policyVersion: 4, votes: 9, rewardAccuracy: 0.71, kl: 2.345, rejected: "" } as const;
  expect(learningCard(learning, 3)).toMatchObject({ arrived: 4, awake: true, accuracyPercent: 71, kl: "2.3" });
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
    ...{ state: "down", awake: false, version: null, votes: 9, accuracyPercent: null, kl: null, arrived: null },
    rejected: "too far",
  });
});
