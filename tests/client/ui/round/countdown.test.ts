import { expect, test } from "vitest";
import { isHurried, msLeft, nextCountdown, secondsLeft, shareLeft } from "../../../../client/ui/round/countdown.ts";

const view = { phase: "rapid", round: 1, remainingMs: 20_000, paused: false };

test("counts down from the moment the server's statement arrived", () => {
  const countdown = nextCountdown(null, view, 1_000);
  expect(msLeft(countdown, 1_000)).toBe(20_000);
  expect(secondsLeft(countdown, 5_500)).toBe(16);
  expect(secondsLeft(countdown, 21_000)).toBe(0);
  expect(msLeft(countdown, 90_000)).toBe(0);
});

test("a patch about something else adds no time; a new statement does", () => {
  const first = nextCountdown(null, view, 1_000);
  const same = nextCountdown(first, { ...view }, 9_000);
  expect(msLeft(same, 9_000)).toBe(12_000);
  const corrected = nextCountdown(same, { ...view, remainingMs: 5_000 }, 9_000);
  expect(msLeft(corrected, 10_000)).toBe(4_000);
});

test("stands still while paused, and the next round starts afresh", () => {
  const paused = nextCountdown(null, { ...view, paused: true }, 1_000);
  expect(msLeft(paused, 60_000)).toBe(20_000);
  expect(msLeft(nextCountdown(paused, { ...view, round: 2 }, 60_000), 61_000)).toBe(19_000);
});

test("a phase without a limit has no seconds", () => {
  expect(secondsLeft(nextCountdown(null, { ...view, remainingMs: -1 }, 0), 5_000)).toBeNull();
});

test("the bar empties over the whole phase, an extension refills it, and the last five seconds hurry", () => {
  const first = nextCountdown(null, view, 0);
  expect(shareLeft(first, 5_000)).toBe(0.75);
  expect([isHurried(first, 14_000), isHurried(first, 15_000)]).toEqual([false, true]);
  const late = nextCountdown(first, { ...view, remainingMs: 5_000 }, 15_000);
  expect(shareLeft(late, 15_000)).toBe(0.25);
  expect(isHurried(nextCountdown(late, { ...view, remainingMs: 5_000, paused: true }, 15_000), 15_000)).toBe(false);
  const extended = nextCountdown(late, { ...view, remainingMs: 40_000 }, 15_000);
  expect(shareLeft(extended, 15_000)).toBe(1);
  expect(shareLeft(nextCountdown(extended, { ...view, remainingMs: -1 }, 15_000), 15_000)).toBe(0);
});
