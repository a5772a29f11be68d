import { expect, test } from "vitest";
import { judgeFigures } from "../../../../client/lab/cards/judge-card.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { JudgeState, JudgeWork } from "../../../../server/ports/external.ts";
import { judgeBoard } from "../../../../server/web/spectators/external-models-board.ts";

const state: JudgeState = { judge: "kind", share: 0.5, paused: null, pausedUntil: null, calls: 0, tokens: 0 };
const work: JudgeWork = {
  ...{ people: 60, labels: 40, ordersAsked: 0, ordersAgreed: 0 },
  ...{ sharedLabels: 12, sharedPairs: 10, agreed: 8 },
};
const boardOf = (state: JudgeState | null, work: JudgeWork) =>
  judgeBoard({ state: async () => state, work: async () => work }, MAIN_ARENA);

test("a judge's share and its agreement with people, with an interval", async () => {
  const board = (await boardOf(state, work))!;
  expect(board).toMatchObject({ share: 0.4, wanted: 0.5, agreement: { rate: 0.8, pairs: 10 }, constancy: null });
  expect(board.agreement!.low).toBeLessThan(0.6);
  expect(judgeFigures(board)).toEqual({
    ...{ share: "40%", labels: "40", agreement: "80% (49%–94%)", selfConsistency: null, cost: null },
  });
});

test("an endpoint that swaps sides, costs something and pauses", async () => {
  const until = new Date("2026-11-24T12:00:00Z");
  const paused = { ...state, calls: 1200, tokens: 54_000, paused: "busy" as const, pausedUntil: until };
  const board = (await boardOf(paused, { ...work, ordersAsked: 40, ordersAgreed: 30, sharedPairs: 0, agreed: 0 }))!;
  expect(board).toMatchObject({ agreement: null, paused: { reason: "busy", until: until.toISOString() } });
  expect(judgeFigures(board)).toMatchObject({
    ...{ agreement: null, selfConsistency: "75%", cost: { calls: "1,200", tokens: "54,000" } },
  });
});

test("where no judge sits, or it was put away, there is nothing to show", async () => {
  expect(await boardOf(null, work)).toBeNull();
  expect(await boardOf({ ...state, share: 0 }, work)).toBeNull();
});
