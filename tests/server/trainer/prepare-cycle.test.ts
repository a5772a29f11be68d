import { expect, test, vi } from "vitest";
import { prepareCycles } from "../../../server/trainer/prepare-cycle.ts";
import { SCHEDULE } from "../../../server/trainer/schedule.ts";
import { ADOPTED_SCHEDULE } from "../../../server/trainer/start/open-adopted-model.ts";
import type { TrainingLine } from "../../../server/trainer/training-line.ts";

/** A line whose method only tells what it was asked for. */
function stage(schedule: TrainingLine["schedule"], isOpen = false) {
  const [enter, warmUp, rollAhead] = [vi.fn(async () => {}), vi.fn(async () => {}), vi.fn(async () => {})];
  const method = { warmUp, rollAhead } as unknown as TrainingLine["method"];
  const { prepare, renew } = prepareCycles({ enter, method, schedule }, { isOpen });
  const calls = () => [enter, warmUp, rollAhead].map((one) => one.mock.calls.length);
  return { prepare, renew, calls };
}

test("a method is warmed up once, and draws once for every cycle, after its line is entered: a piece at a time, for votes may have come", async () => {
  const { prepare, renew, calls } = stage(SCHEDULE);
  expect(await prepare()).toBe(true);
  expect(calls()).toEqual([1, 1, 0]);
  expect([await prepare(), await prepare()]).toEqual([true, false]);
  expect(calls()).toEqual([2, 1, 1]);
  renew();
  expect([await prepare(), await prepare()]).toEqual([true, false]);
  expect(calls()).toEqual([3, 1, 2]);
});

test("a model whose answers are dear draws none that votes would wait for, and an engine's jobs need neither", async () => {
  const adopted = stage(ADOPTED_SCHEDULE);
  expect([await adopted.prepare(), await adopted.prepare()]).toEqual([true, false]);
  expect(adopted.calls()).toEqual([1, 1, 0]);
  const jobs = stage(SCHEDULE, true);
  expect(await jobs.prepare()).toBe(false);
  expect(jobs.calls()).toEqual([0, 0, 0]);
});
