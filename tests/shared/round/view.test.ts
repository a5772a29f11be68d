import { describe, expect, test } from "vitest";
import { EXTERNAL_MODEL } from "../../../shared/round/authors.ts";
import { type Viewer, viewFor } from "../../../shared/round/view-for.ts";
import { DEALT, PAIR, showdown, Table } from "../../support/play.ts";

const VIEWERS: readonly (readonly [string, Viewer])[] = [
  ["player", { role: "player", id: "ada" }],
  ["rival", { role: "player", id: "grace" }],
  ["host", { role: "host" }],
  ["spectator", { role: "spectator" }],
];
const see = (table: Table, viewer: Viewer) => viewFor(table.state, viewer, table.now);
const textOf = (table: Table, viewer: Viewer) => {
  const view = see(table, viewer);
  return JSON.stringify({ ...view, players: [...view.players.values()] });
};

describe.each(VIEWERS)("what a %s sees", (_, viewer) => {
  test("X2 nothing of the showdown's pair before the showdown", () => {
    const rapid = new Table({}, ["ada", "grace"]).must({ type: "start" }, DEALT);
    expect(see(rapid, viewer)).toMatchObject({ phase: "rapid", showdown: null, reveal: null });
    for (const secret of [PAIR.id, PAIR.prompt, PAIR.a, PAIR.b]) expect(textOf(rapid, viewer)).not.toContain(secret);
    const title = rapid.must({ type: "skip" });
    expect(see(title, viewer)).toMatchObject({ phase: "title", showdown: null, reveal: null });
    for (const secret of [PAIR.id, PAIR.prompt, PAIR.a, PAIR.b]) expect(textOf(title, viewer)).not.toContain(secret);
  });

  test("X1 no authors, guess or other ballots before the reveal; authors, guess and split in it", () => {
    const table = showdown(["ada", "grace", "joan"]).must(
      { type: "vote", playerId: "joan", pairId: PAIR.id, verdict: "bothBad" },
      { type: "predict", playerId: "joan", share: 0.3141 },
      { type: "lock", playerId: "joan" },
    );
    const { id, prompt, a, b } = PAIR;
    expect(see(table, viewer)).toMatchObject({ showdown: { id, prompt, a, b }, reveal: null, own: null });
    expect(Object.keys(see(table, viewer).showdown ?? {})).toHaveLength(6);
    expect(see(table, viewer).players.get("joan")).toMatchObject({ locked: true, judged: 1 });
    for (const secret of ["0.3141", "0.875", "bothBad", "40,"]) expect(textOf(table, viewer)).not.toContain(secret);

    table.must({ type: "skip" });
    expect(see(table, viewer).reveal).toEqual({
      versionA: 41,
      versionB: 40,
      writerA: "",
      writerB: "",
      votes: { a: 0, b: 0, tie: 0, bothBad: 1 },
      abstained: 0,
      share: 0.5,
      rewardModelShare: 0.875,
    });
  });
});

test("X1 an external model has no name before the reveal, and then its own", () => {
  const pair = { ...PAIR, versionB: EXTERNAL_MODEL, contestantB: "oracle" };
  const table = new Table({}, ["ada"]).must(
    { type: "start" },
    { type: "dealt", roundId: "r1", policyVersion: 41, contest: pair },
    { type: "skip" },
    { type: "skip" },
  );
  const viewer = { role: "player", id: "ada" } as const;
  expect(see(table, viewer).phase).toBe("showdown");
  expect(textOf(table, viewer)).not.toContain("oracle");
  table.must({ type: "skip" });
  expect(see(table, viewer).reveal).toMatchObject({
    versionA: 41,
    writerA: "",
    versionB: EXTERNAL_MODEL,
    writerB: "oracle",
  });
});

test("X3 a player sees their own ballot", () => {
  const table = showdown(["ada", "grace"]).must({ type: "predict", playerId: "ada", share: 0.25 });
  expect(see(table, { role: "player", id: "ada" }).own).toMatchObject({ verdict: null, share: 0.25 });
  expect(see(table, { role: "player", id: "grace" }).own).toBeNull();
});

test("S6 equal scores share a rank", () => {
  const table = showdown(["ada", "grace", "joan"]).must(
    { type: "vote", playerId: "joan", pairId: PAIR.id, verdict: "a" },
    { type: "predict", playerId: "ada", share: 1 },
    { type: "predict", playerId: "grace", share: 1 },
    { type: "skip" },
  );
  const ranks = [...see(table, { role: "host" }).players.values()].map(({ rank, score }) => [rank, score]);
  expect(ranks).toEqual([
    [1, 500],
    [1, 500],
    [3, 0],
  ]);
});

test("P8 the time left is the clock's, and stands still in a pause", () => {
  const table = showdown(["ada"], { showdownMs: 20_000 });
  table.now += 1_500;
  expect(see(table, { role: "host" })).toMatchObject({ remainingMs: 18_500, paused: false });
  table.must({ type: "pause" });
  table.now += 99_000;
  expect(see(table, { role: "host" })).toMatchObject({ remainingMs: 18_500, paused: true });
});

test("X3 in the reveal a player's view holds how their own prediction was scored, and nobody else's", () => {
  const table = showdown(["ada", "grace"]).must(
    { type: "vote", playerId: "grace", pairId: PAIR.id, verdict: "a" },
    { type: "predict", playerId: "ada", share: 1 },
    { type: "skip" },
  );
  expect(see(table, { role: "player", id: "ada" }).award).toMatchObject({ points: 500, share: 1, total: 500 });
  for (const viewer of [{ role: "player", id: "grace" } as const, { role: "host" } as const])
    expect(see(table, viewer).award).toBeNull();
  expect(see(table.must({ type: "skip" }), { role: "player", id: "ada" }).award).toBeNull();
});

test("those who are here and the verdicts of the round are counted for viewers who aren't told of all players", () => {
  const table = showdown(["ada", "grace", "joan"]).must(
    { type: "vote", playerId: "joan", pairId: PAIR.id, verdict: "a" },
    { type: "drop", playerId: "ada" },
  );
  expect(see(table, { role: "spectator" })).toMatchObject({ here: 2, verdicts: 1 });
});
