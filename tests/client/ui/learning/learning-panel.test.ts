import { expect, test } from "vitest";
import { learningCard } from "../../../../client/ui/learning/learning-panel.ts";
import { GRASPS } from "../../../../shared/round/grasp.ts";
import type { LearningView } from "../../../../shared/round/view-learning.ts";

test("the learning card tells a new version from the one that was there, and a sleeping trainer from a waking one", () => {
  const learning = {
    state: "improve",
    policyVersion: 4,
    thenAndNow: null,
    votes: 9,
    rewardAccuracy: 0.71,
    kl: 2.345,
    rejected: "",
    progress: -1,
    grasp: "",
  } as const;
  expect(learningCard(learning, 3)).toMatchObject({
    arrived: 4,
    awake: true,
    accuracyPercent: 71,
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
    ...{ state: "down", awake: false, progress: -1, version: null, votes: 9, accuracyPercent: null, arrived: null },
    grasp: null,
    rejected: "too far",
  });
});

test("how often votes were predicted is told once chance doesn't explain it, and plain words stand for the gate's where nothing is learnt", () => {
  const learning: Omit<LearningView, "grasp"> = {
    ...{ state: "idle", progress: -1, policyVersion: 4, thenAndNow: null, votes: 90, rewardAccuracy: 0.58, kl: 0 },
    rejected: "votes are predicted no better than by chance",
  };
  const cards = GRASPS.map((grasp) => learningCard({ ...learning, grasp }, 4));
  expect(cards.map(({ grasp, accuracyPercent }) => [grasp, accuracyPercent])).toEqual([
    ["early", null],
    ["none", null],
    ["unsure", null],
    ["sure", 58],
  ]);
  expect(cards.map(({ rejected }) => rejected === null)).toEqual([false, true, false, false]);
});
