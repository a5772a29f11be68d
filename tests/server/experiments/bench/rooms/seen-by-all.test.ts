import { expect, test } from "vitest";
import { limitOf, type RoomsStage } from "../../../../../server/experiments/bench/rooms/bench-rooms.ts";
import { SeenByAll } from "../../../../../server/experiments/bench/rooms/seen-by-all.ts";

test("a vote counts as seen when the last player of the room has been sent it, and not before", () => {
  const watch = new SeenByAll(3);
  watch.sent("ada", 1, 100);
  const state = (judged: number) => (voter: string) => (voter === "ada" ? judged : undefined);
  watch.looked(0, state(1), 110);
  watch.looked(0, state(1), 120);
  watch.looked(1, state(0), 130);
  watch.looked(2, state(1), 140);
  expect([watch.times, watch.waiting]).toEqual([[], 1]);
  watch.looked(1, state(2), 150);
  expect([watch.times, watch.waiting]).toEqual([[50], 0]);
});

test("a vote that wasn't taken is waited for no longer, and of two of a player the first is watched", () => {
  const watch = new SeenByAll(1);
  watch.sent("ada", 1, 0);
  watch.sent("ada", 2, 50);
  watch.looked(0, () => 1, 60);
  expect(watch.times).toEqual([60]);
  watch.sent("ada", 2, 70);
  watch.refused("ada");
  watch.looked(0, () => 2, 80);
  expect([watch.times, watch.waiting]).toEqual([[60], 0]);
});

test("the limit is the stage before the first that is late, thin, or lost something", () => {
  const good: RoomsStage = {
    ...{ players: 300, rate: 60, sent: 600, acknowledged: 600, refused: 0, unseen: 0 },
    ...{ seenP50: 60, seenP99: 120, ackP99: 20, webCore: 0.2, postgresCore: 0.1, clientCore: 0.3 },
  };
  const more = { ...good, players: 600 };
  expect(limitOf([good, more], 10)).toBe(more);
  for (const bad of [{ seenP99: 151 }, { sent: 500, acknowledged: 500 }, { acknowledged: 599 }, { unseen: 1 }])
    expect(limitOf([good, { ...more, ...bad }, good], 10)).toBe(good);
  expect(limitOf([{ ...good, unseen: 1 }], 10)).toBeNull();
});
