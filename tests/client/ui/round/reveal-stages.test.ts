import { afterEach, expect, test, vi } from "vitest";
import {
  hasBegun,
  OWN_PLACE_MS,
  PODIUM_MS,
  REVEAL_STAGES,
  type RevealStage,
  revealSchedule,
  runStages,
  stepMs,
} from "../../../../client/ui/round/reveal-stages.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("stages come in their order and before the reveal is over; a short reveal shows all at once", () => {
  for (const ms of [5_000, 8_000, 120_000, -1]) {
    const times = REVEAL_STAGES.map((stage) => revealSchedule(ms)[stage]);
    expect(times).toEqual([...times].sort((x, y) => x - y));
    expect(new Set(times).size).toBe(REVEAL_STAGES.length);
    if (ms > 0) expect(times.at(-1)).toBeLessThan(ms * 0.8);
    expect(times.at(-1)).toBeLessThan(8_000);
  }
  expect(new Set(Object.values(revealSchedule(4_000)))).toEqual(new Set([0]));
});

test("whoever comes late sees how it ends, others see one thing after another", () => {
  vi.useFakeTimers();
  const seen: RevealStage[] = [];
  runStages(8_000, true, (stage) => seen.push(stage));
  expect(seen).toEqual(["points"]);
  seen.length = 0;
  const stop = runStages(8_000, false, (stage) => seen.push(stage));
  expect(seen).toEqual(["counting"]);
  vi.advanceTimersByTime(3_300);
  expect(seen).toEqual(["counting", "split", "authors"]);
  stop();
  vi.advanceTimersByTime(10_000);
  expect(seen).toHaveLength(3);
  expect(hasBegun("split", "authors")).toBe(true);
  expect(hasBegun("momo", "authors")).toBe(false);
});

test("the podium is taken third, second, first, players who share a rank together, and the list follows", () => {
  expect(stepMs(3)).toBeLessThan(stepMs(2));
  expect(stepMs(2)).toBeLessThan(stepMs(1));
  expect(stepMs(1)).toBeLessThan(PODIUM_MS.all);
  expect(OWN_PLACE_MS).toBeGreaterThan(PODIUM_MS.all);
});
