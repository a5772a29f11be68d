import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gamePushes } from "../../../../server/web/spectators/game-pushes.ts";
import type { GameFrame } from "../../../../shared/protocol/watch/game-frame.ts";
import type { RoomView } from "../../../../shared/round/view.ts";
import { projectorView } from "../../../support/projector-views.ts";

let now = 0;
let sent: { readonly at: number; readonly frame: GameFrame }[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  now = 0;
  sent = [];
});
afterEach(() => vi.useRealTimers());

const pass = (ms: number): void => {
  for (let i = 0; i < ms; i += 10) {
    now += 10;
    vi.advanceTimersByTime(10);
  }
};
const view = (phase: RoomView["phase"], lockedIn: number, rest: Partial<RoomView> = {}) =>
  projectorView(phase, { players: 3, teams: 0, long: false }, { lockedIn, ...rest });
const open = () =>
  gamePushes(
    (_, frame) => sent.push({ at: now, frame }),
    () => now,
  );

test("a game that changes all the time is pushed once a second, and the newest of it always comes", () => {
  const pushes = open();
  for (let i = 0; i < 1_000; i++) {
    pushes.show(view("showdown", i));
    pass(10);
  }
  pass(1_000);
  expect(sent.length).toBeLessThanOrEqual(10 + 3);
  expect(sent.length).toBeGreaterThan(8);
  const gaps = sent.slice(3).map(({ at }, i) => at - sent[i + 2]!.at);
  expect(gaps.every((gap) => gap >= 1_000)).toBe(true);
  expect(sent.at(-1)!.frame.lockedIn).toBe(999);
});

test("new scenes are pushed at once, and then on average once a second all the same", () => {
  const pushes = open();
  for (const phase of ["lobby", "dealing", "rapid"] as const) pushes.show(view(phase, 0));
  expect(sent.map(({ at, frame }) => [at, frame.phase])).toEqual([
    [0, "lobby"],
    [0, "dealing"],
    [0, "rapid"],
  ]);
  for (let i = 1; i <= 300; i++) {
    pushes.show(view(i % 20 < 10 ? "rapid" : "showdown", i));
    pass(100);
  }
  for (const { at } of sent)
    expect(sent.filter((one) => one.at >= at && one.at < at + 10_000).length).toBeLessThanOrEqual(13);
  expect(sent.length).toBeLessThanOrEqual(30 + 3);
});

test("what tells nothing new isn't pushed, a clock that was set anew is, and a frame says what is left when it's sent", () => {
  const pushes = open();
  pushes.show(view("rapid", 0, { remainingMs: 60_000 }));
  pass(2_000);
  pushes.show(view("rapid", 0, { remainingMs: 58_000, spectators: 7 }));
  pass(2_000);
  expect(sent).toHaveLength(1);
  for (const lockedIn of [0, 1, 2, 3]) pushes.show(view("rapid", lockedIn, { remainingMs: 86_000 }));
  pass(3_000);
  expect(sent.map(({ at, frame }) => [at, frame.lockedIn, frame.remainingMs])).toEqual([
    [0, 0, 60_000],
    [4_000, 0, 86_000],
    [4_000, 1, 86_000],
    [5_000, 3, 85_000],
  ]);
});

test("after some seconds the same is pushed again when it's shown again: a viewer may have missed it", () => {
  const pushes = open();
  pushes.show(view("lobby", 0));
  pass(3_000);
  pushes.show(view("lobby", 0));
  expect(sent).toHaveLength(1);
  pass(6_000);
  pushes.show(view("lobby", 0));
  expect(sent).toHaveLength(2);
});
