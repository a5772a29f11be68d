import { expect, test } from "vitest";
import { newGame, resumedGame } from "../../../shared/round/game.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { DEALT, finale, PAIR, Table } from "../../support/play.ts";

const LATER = 24 * 3_600_000;
const seen = (table: Table) => viewFor(table.state, { role: "spectator" }, table.now);
const next = { type: "skip" } as const;

test("P13: with the host's pace nothing ends by time, and no screen counts down; Next leads through the round", () => {
  const table = new Table({ pace: "host" }, ["ann", "bob"]).must({ type: "start" }, DEALT);
  for (const phase of ["rapid", "showdown", "reveal", "intermission"] as const) {
    expect(seen(table)).toMatchObject({ phase, remainingMs: -1, pace: "host" });
    table.now += LATER;
    expect(table.tell({ type: "tick" })).toBe("too_early");
    table.must(next);
    if (phase !== "rapid") continue;
    // The title card goes by itself.
    const { phase: card, remainingMs } = seen(table);
    expect(card).toBe("title");
    table.now += remainingMs;
    table.must({ type: "tick" });
  }
  expect(seen(table)).toMatchObject({ phase: "dealing", round: 2 });
});

test("P13: a beat still ends when everybody is through; the reveal waits", () => {
  const table = new Table({ pace: "host" }, ["ann", "bob"]).must({ type: "start" }, DEALT, next, next);
  for (const playerId of ["ann", "bob"]) {
    expect(seen(table).phase).toBe("showdown");
    table.must({ type: "vote", playerId, pairId: PAIR.id, verdict: "a" }, { type: "predict", playerId, share: 0.5 });
    table.must({ type: "lock", playerId });
  }
  expect(seen(table)).toMatchObject({ phase: "reveal", remainingMs: -1 });
});

test("P13: the pace changes during a game: to the host's at once, and back with the phase's whole time", () => {
  const table = new Table({}, ["ann"]).must({ type: "start" }, DEALT);
  table.now += 5_000;
  table.must({ type: "pace", pace: "host" });
  table.now += LATER;
  expect(table.tell({ type: "tick" })).toBe("too_early");
  table.must({ type: "pause" });
  expect(seen(table)).toMatchObject({ paused: true, remainingMs: -1 });
  table.must({ type: "pace", pace: "timer" });
  expect(seen(table)).toMatchObject({ paused: true, remainingMs: DEFAULT_SETTINGS.rapidMs });
  table.must({ type: "resume" });
  table.now += DEFAULT_SETTINGS.rapidMs;
  table.must({ type: "tick" });
  expect(seen(table).phase).toBe("title");
  expect(
    table.effects.filter(({ type }) => type === "setPace").map((effect) => "pace" in effect && effect.pace),
  ).toEqual(["host", "timer"]);
});

test("P13: by the clock again, a beat that goes by its words, and a finale have their own whole times", () => {
  const wholeTime = (table: Table): number => {
    table.must({ type: "pace", pace: "host" }, { type: "pace", pace: "timer" });
    return seen(table).remainingMs;
  };
  const table = new Table({ timing: "words" }, ["ann"]).must({ type: "start" }, DEALT);
  const byTheClock = seen(table.must(next, next)).remainingMs;
  expect(seen(table).phase).toBe("showdown");
  table.now += 500;
  expect(wholeTime(table)).toBe(byTheClock);
  const last = finale(["ann"]);
  expect(wholeTime(last)).toBe(12_000);
  expect(wholeTime(last.must(next, next, next))).toBe(3 * DEFAULT_SETTINGS.revealMs);
  expect(seen(last).phase).toBe("unmasking");
});

test("P13: choosing the clock where it runs already takes no time away and gives none", () => {
  const table = new Table({}, ["ann"]).must({ type: "start" }, DEALT);
  table.now += 5_000;
  table.must({ type: "pace", pace: "timer" });
  expect(seen(table).remainingMs).toBe(DEFAULT_SETTINGS.rapidMs - 5_000);
});

test("P13: an endless game keeps its clock, and a finished one has none", () => {
  const endless = new Table({ rounds: 0 }, ["ann"]);
  expect(endless.tell({ type: "pace", pace: "host" })).toBe("wrong_phase");
  expect(new Table().must({ type: "end" }).tell({ type: "pace", pace: "host" })).toBe("session_over");
});

test("P13: a game that goes on after its process died waits for the host as before", () => {
  const ann = {
    id: "ann",
    nickname: "ann",
    avatar: 0,
    score: 0,
    streak: 0,
    wins: 0,
    team: 0,
    muted: false,
    played: true,
  };
  const table = new Table();
  table.state = resumedGame({ ...DEFAULT_SETTINGS, pace: "host" }, 1, [ann], table.now);
  table.now += LATER;
  expect(table.tell({ type: "tick" })).toBe("too_early");
  expect(seen(table)).toMatchObject({ phase: "intermission", remainingMs: -1 });
});

test("M9: who takes back what they gave leaves a line without a name; an endless game has no such line", () => {
  const table = new Table({ pace: "timer" }, ["ann", "bob"]).must({ type: "start" }, DEALT, next, next);
  table.must({ type: "vote", playerId: "ann", pairId: PAIR.id, verdict: "a" });
  table.must({ type: "predict", playerId: "ann", share: 0.5 });
  table.must({ type: "withdraw", playerId: "ann" });
  expect(seen(table).players.get("ann")).toMatchObject({ nickname: "…", avatar: 0, connected: false });
  table.must(next);
  expect(seen(table).reveal?.votes).toMatchObject({ a: 0 });
  const endless = new Table({ rounds: 0 }, ["ann", "bob"]).must({ type: "withdraw", playerId: "ann" });
  expect([...endless.state.players.keys()]).toEqual(["bob"]);
});

test("M9: what they wrote is hidden while it is on the screens", () => {
  const theirs = { ...PAIR, writerB: "ann", versionB: -1 };
  const table = new Table({}, ["ann", "bob"]);
  table.state = { ...newGame(DEFAULT_SETTINGS), players: table.state.players, round: 1, phase: { name: "dealing" } };
  table.must({ type: "dealt", roundId: "r1", policyVersion: 41, contest: theirs }, next, next, {
    type: "withdraw",
    playerId: "ann",
  });
  expect(seen(table).showdown).toMatchObject({ a: PAIR.a, b: "[…]" });
});
