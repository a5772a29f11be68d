import { expect, test } from "vitest";
import {
  bytesOf,
  FRAME_BYTES,
  gameFrame,
  later,
  MOST_PLAYERS,
  viewOf,
} from "../../../../shared/protocol/watch/game-frame.ts";
import { copyOf } from "../../../../shared/round/fields.ts";
import { type RoomView, roomFields } from "../../../../shared/round/view.ts";
import {
  finaleViews,
  orderReveal,
  projectorView,
  type Scale,
  writtenReveal,
} from "../../../support/projector-views.ts";

const CLASS: Scale = { players: 24, teams: 2, long: false };
const LIMITS: Scale = { players: 400, teams: 4, long: true };
const PHASES = [
  "lobby",
  "dealing",
  "writing",
  "rapid",
  "title",
  "showdown",
  "ranking",
  "intermission",
  "reveal",
  "finished",
] as const;
const viewsOf = (scale: Scale): readonly RoomView[] => [
  ...PHASES.map((phase) => projectorView(phase, scale)),
  ...Object.values(finaleViews(scale)),
  orderReveal(scale),
  writtenReveal(scale),
];

test("a class's viewers see what a spectator's seat shows, but how many they are", () => {
  for (const view of viewsOf(CLASS)) {
    const frame: unknown = JSON.parse(JSON.stringify(gameFrame(view)));
    expect(viewOf(frame as never)).toEqual({
      ...copyOf(roomFields, view),
      entries: view.entries.slice(0, 4),
      spectators: 0,
    });
  }
});

test("of a crowd the best are shown, in the order in which they came, with the figures of all; long texts leave room for fewer", () => {
  for (const view of viewsOf(LIMITS)) {
    const frame = gameFrame(view);
    const shown = viewOf(frame);
    expect(bytesOf(frame), view.phase).toBeLessThanOrEqual(
      Math.max(FRAME_BYTES, bytesOf({ ...frame, players: frame.players.slice(0, 10) })),
    );
    expect(bytesOf(frame)).toBeLessThan(8_000);
    expect(shown.players.size).toBeGreaterThanOrEqual(10);
    expect(shown.players.size).toBeLessThanOrEqual(MOST_PLAYERS);
    expect([...shown.players.keys()]).toEqual([...view.players.keys()].slice(0, shown.players.size));
    expect([shown.here, shown.verdicts]).toEqual([view.here, view.verdicts]);
  }
  const lobby = projectorView("lobby", { ...LIMITS, long: false });
  expect(gameFrame(lobby).players).toHaveLength(MOST_PLAYERS);
  const late = [...lobby.players].map(([id, player], i, { length }) => [id, { ...player, rank: length - i }] as const);
  expect([...viewOf(gameFrame({ ...lobby, players: new Map(late) })).players.keys()]).toEqual(
    [...lobby.players.keys()].slice(-MOST_PLAYERS),
  );
});

test("players are told apart by the ends of their ids, and what they are is kept", () => {
  const view = projectorView("rapid", CLASS);
  const [, first] = [...view.players][0]!;
  const id = "4e651a83-b2d0-46d0-9168-58aeb5811dd6";
  const player = { ...first, id, muted: true, connected: false, locked: true };
  const [shown] = viewOf(gameFrame({ ...view, players: new Map([[id, player]]) })).players.values();
  expect(shown).toEqual({ ...player, id: "b5811dd6" });
});

test("a frame that is sent later counts down, unless the game is paused or has no limit", () => {
  const frame = gameFrame(projectorView("showdown", CLASS, { remainingMs: 5_000 }));
  expect(later(frame, 2_000.4).remainingMs).toBe(3_000);
  expect(later(frame, 9_000).remainingMs).toBe(0);
  expect(later({ ...frame, paused: true }, 2_000).remainingMs).toBe(5_000);
  expect(later({ ...frame, remainingMs: -1 }, 2_000).remainingMs).toBe(-1);
});
