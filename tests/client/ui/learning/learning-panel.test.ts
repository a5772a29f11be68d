import { expect, test } from "vitest";
import { learningCard } from "../../../../client/ui/learning/learning-panel.ts";

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
    rejected: "too far",
  });
});
