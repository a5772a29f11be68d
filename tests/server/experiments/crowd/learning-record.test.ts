import { expect, test } from "vitest";
import { type CrowdRound, isFresh, lessonOf } from "../../../../server/experiments/crowd/learning-record.ts";
import type { ModelSummary } from "../../../../shared/protocol/models.ts";

const model = (version: number, trainedOnRound: string | null, more: Partial<ModelSummary> = {}): ModelSummary => ({
  ...{ version, trainedOnRound, status: "promoted", reason: null, metrics: {}, ageMs: 0 },
  ...more,
});
const played = (index: number, policyVersion: number, more: Partial<CrowdRound> = {}): CrowdRound => ({
  ...{ round: { id: `round ${index}`, index, policyVersion }, before: [], votes: 5, comparisons: 5, closedAt: 1_000 },
  waitedMs: 0,
  ...more,
});

const first = played(1, 0);
const fresh = (second: CrowdRound) => isFresh([first, second], 1);

test("the first round has nothing to be fresh of", () => {
  expect(isFresh([first], 0)).toBeNull();
});

test("a round is fresh when the version trained on the round before dealt it, or was rejected before it opened", () => {
  const promoted = [model(0, null), model(1, "round 1")];
  const rejected = [model(0, null), model(1, "round 1", { status: "rejected" })];
  const candidate = [model(0, null), model(1, "round 1", { status: "candidate" })];
  expect(fresh(played(2, 1, { before: promoted }))).toBe(true);
  expect(fresh(played(2, 0, { before: promoted }))).toBe(false);
  expect(fresh(played(2, 0, { before: rejected }))).toBe(true);
  expect(fresh(played(2, 0, { before: candidate }))).toBe(false);
  expect(fresh(played(2, 0, { before: [model(0, null)] }))).toBe(false);
});

test("a round without votes is passed over: what was learned before it stays the newest there is", () => {
  const silent = played(2, 1, { comparisons: 0, votes: 0 });
  const third = played(3, 1, { before: [model(0, null), model(1, "round 1")] });
  expect(isFresh([first, silent, third], 2)).toBe(true);
});

test("a round's lesson is the first candidate that had seen it, which may name a later round", () => {
  const rounds = [first, played(2, 0, { closedAt: 9_000 })];
  const models = [model(0, null), model(1, "round 2", { ageMs: 500 })];
  expect(lessonOf(rounds, models, 12_000)).toEqual({ model: models[1], seconds: 10.5 });
  expect(lessonOf(rounds.slice(1), models, 12_000)).toEqual({ model: models[1], seconds: 2.5 });
  expect(lessonOf(rounds, [model(0, null)], 12_000)).toBeNull();
});
