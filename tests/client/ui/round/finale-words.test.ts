import { expect, test } from "vitest";
import { finaleWords } from "../../../../client/ui/round/finale-words.ts";
import type { FinaleView, LearningView } from "../../../../shared/round/view-learning.ts";

const FINALE: FinaleView = {
  ...{ absent: "", index: 3, count: 3, pair: null, unmasked: [], verdict: "better", voters: 34, preferNow: 29 },
  ...{ preferBefore: 5, low: 0.699, high: 0.936, versionBefore: 3, versionNow: 9 },
};
const learning: LearningView = {
  state: "idle",
  policyVersion: 9,
  thenAndNow: null,
  votes: 9,
  rewardAccuracy: -1,
  kl: -1,
  rejected: "",
  progress: -1,
  grasp: "",
};
const said = (change: Partial<FinaleView>, state: LearningView["state"] = "idle") =>
  finaleWords({ finale: { ...FINALE, ...change }, learning: { ...learning, state } });
const INTERVAL = "If 100 more people like you voted, about 70 to 94 of them would prefer the new answers.";

test.each([
  [{}, "29 of 34 of you preferred what you taught it.", INTERVAL],
  [{ preferNow: 34 }, "All 34 of you preferred what you taught it.", INTERVAL],
  [{ verdict: "alike", preferNow: 17 }, "You could not tell them apart: 17 of 34 preferred the new answers.", INTERVAL],
  [{ verdict: "few", voters: 3, preferNow: 3 }, "Too few of you voted to tell: 3 of 3 preferred the new answers.", ""],
  [{ verdict: "few", voters: 0 }, "Nobody voted at the end, so we can’t tell what the model has learned.", ""],
] as const)("%o is told as “%s”", (change, sentence, more) => {
  expect(said(change)).toEqual({ said: sentence, more });
});

test("a model that got worse is told so, with why that may be", () => {
  const words = said({ verdict: "worse", preferNow: 9, low: 0.146, high: 0.431 });
  expect(words?.said).toBe("The model got worse for your taste: 9 of 34 preferred the new answers.");
  expect(words?.more).toMatch(/^That happens\. .* about 15 to 43 of them /);
});

test("a game without a finale says why, or nothing", () => {
  expect(said({ absent: "unchanged", verdict: "" })?.said).toContain("has not changed");
  expect(said({ absent: "unchanged", verdict: "" }, "down")?.said).toContain("could not practise");
  expect(said({ absent: "prompts", verdict: "" })?.said).toContain("your own prompts");
  expect(said({ verdict: "" })).toBeNull();
  expect(finaleWords({ finale: null, learning })).toBeNull();
});
