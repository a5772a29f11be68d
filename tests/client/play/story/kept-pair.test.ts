import { expect, test } from "vitest";
import { keptPair } from "../../../../client/play/story/kept-pair.ts";
import type { FinaleView, LearningView } from "../../../../shared/round/view-learning.ts";

const thenAndNow = {
  ...{ prompt: "Why bees?", before: "old", after: "new", versionBefore: 0, versionAfter: 3 },
  ...{ compared: true, changes: [] },
};
const learning = (shown: LearningView["thenAndNow"]): LearningView => ({
  ...{
    state: "idle",
    policyVersion: 3,
    thenAndNow: shown,
    votes: 9,
    rewardAccuracy: -1,
    kl: -1,
    rejected: "",
    progress: -1,
    grasp: "",
  },
});
const pair = (forNow: number, forBefore: number, nowIsA: boolean) => ({
  ...{ prompt: `${forNow}`, a: "text A", b: "text B", answerA: "", answerB: "", nowIsA, forNow, forBefore, neither: 0 },
});
const finale = (...unmasked: FinaleView["unmasked"]) =>
  ({ unmasked, versionBefore: 1, versionNow: 4 }) as unknown as FinaleView;

test("of a finale the pair with the largest split for the newer answer is kept, and said to be chosen", () => {
  const shown = keptPair({ finale: finale(pair(6, 4, true), pair(9, 1, false)), learning: learning(thenAndNow) });
  expect(shown).toMatchObject({ before: "text A", after: "text B", versionBefore: 1, versionAfter: 4 });
  expect(shown!.label).toBe("The clearest of 2 questions at the end: 9 of 10 votes were for the new answer");
  expect(keptPair({ finale: finale(pair(6, 4, true)), learning: learning(null) })!.after).toBe("text A");
});

test("where the newer answers won none of them, nothing is claimed", () => {
  expect(keptPair({ finale: finale(pair(4, 6, true), pair(5, 5, true)), learning: learning(thenAndNow) })).toBeNull();
});

test("without a finale the question of the last learning break is kept, and nothing where no newer version came", () => {
  expect(keptPair({ finale: null, learning: learning(thenAndNow) })).toMatchObject({ prompt: "Why bees?" });
  expect(keptPair({ finale: finale(), learning: learning(thenAndNow) })).toMatchObject({ after: "new" });
  expect(keptPair({ finale: null, learning: learning(null) })).toBeNull();
});
