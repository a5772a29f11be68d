import { expect, test } from "vitest";
import { poolDemand } from "../../../../server/trainer/pool/pool-demand.ts";
import { SCHEDULE } from "../../../../server/trainer/schedule.ts";

/** A pool from which pairs are dealt at a rate, looked at every second, with pools that take a while to make. */
function play(rate: number, seconds: number, { undealt = 128, makingMs = 1_000 } = {}) {
  let now = 0;
  let left = undealt;
  let ranDry = 0;
  const demand = poolDemand(SCHEDULE, () => now);
  const needs = [];
  const pass = (ms: number) => {
    now += ms;
    left -= (rate * ms) / 1_000;
    if (left < 0) ranDry++;
    left = Math.max(0, left);
  };
  while (now < seconds * 1_000) {
    const need = demand.look(Math.floor(left));
    needs.push(need);
    if (left >= need.lowWater) pass(1_000);
    else {
      pass(makingMs);
      const made = 128 * need.meetings;
      left += made;
      demand.filled(made, makingMs);
    }
  }
  return { needs, ranDry };
}

test("while few pairs are dealt the low water is the schedule's, and answers meet as it says", () => {
  const { needs, ranDry } = play(2, 120);
  expect(new Set(needs.map(({ lowWater }) => lowWater))).toEqual(new Set([60]));
  expect(new Set(needs.map(({ meetings }) => meetings))).toEqual(new Set([1]));
  expect(ranDry).toBe(0);
});

test("it follows the rate of deals: after the first seconds the pool doesn't run dry, where 60 pairs would not do", () => {
  const { needs } = play(150, 60, { makingMs: 800 });
  expect(needs.at(-1)!.lowWater).toBeGreaterThan(300);
  const settled = play(150, 60, { undealt: 500, makingMs: 800 });
  expect(settled.ranDry).toBeLessThanOrEqual(1);
});

test("it falls again when the crowd has gone", () => {
  let now = 0;
  const demand = poolDemand(SCHEDULE, () => now);
  let left = 5_000;
  for (let i = 0; i < 6; i++) {
    left -= 400;
    demand.look(left);
    now += 1_000;
  }
  expect(demand.look(left).lowWater).toBeGreaterThan(900);
  for (let i = 0; i < 7; i++) {
    now += 1_000;
    demand.look(left);
  }
  expect(demand.look(left).lowWater).toBe(60);
});

test("an empty pool is filled with every pair of its answers, and no crowd asks for more than can be fresh", () => {
  let now = 0;
  const demand = poolDemand(SCHEDULE, () => now);
  demand.look(128);
  now = 50;
  expect(demand.look(0)).toEqual({ lowWater: 2_000, meetings: SCHEDULE.perPrompt - 1 });
});
