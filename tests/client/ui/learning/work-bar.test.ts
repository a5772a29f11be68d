import { expect, test } from "vitest";
import { stuckIn } from "../../../../client/ui/learning/work-bar.ts";
import { TRAINER_STATES } from "../../../../shared/round/trainer-states.ts";
import type { LearningView } from "../../../../shared/round/view-learning.ts";

test("a game that waits for pairs is stuck where the trainer says that none will come, and nowhere else", () => {
  const learning: LearningView = {
    ...{ state: "idle", progress: -1, policyVersion: 0, thenAndNow: null, votes: 0, rewardAccuracy: -1, kl: -1 },
    rejected: "",
    grasp: "",
  };
  const stuck = ([...TRAINER_STATES, "down"] as const).filter(
    (state) => stuckIn({ phase: "dealing", learning: { ...learning, state } }) !== null,
  );
  expect(stuck).toEqual(["withheld", "overlong", "down"]);
  expect(stuckIn({ phase: "rapid", learning: { ...learning, state: "withheld" } })).toBeNull();
});
