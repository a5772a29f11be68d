import { expect, test } from "vitest";
import { EXTENSION_MS } from "../../../shared/round/transition.ts";
import { HIDDEN_ANSWER, viewFor } from "../../../shared/round/view-for.ts";
import { join, PAIR, showdown, Table } from "../../support/play.ts";

const seen = (table: Table) => viewFor(table.state, { role: "spectator" }, table.now);

test("P10: extend adds twenty seconds to a timed phase, paused or not, and to no other", () => {
  const table = new Table({}, ["ann"]);
  expect(table.tell({ type: "extend" })).toBe("wrong_phase");
  const running = showdown(["ann"]);
  const { remainingMs } = seen(running);
  running.must({ type: "extend" });
  expect(seen(running).remainingMs).toBe(remainingMs + EXTENSION_MS);
  running.must({ type: "pause" }, { type: "extend" }, { type: "resume" });
  expect(seen(running).remainingMs).toBe(remainingMs + 2 * EXTENSION_MS);
});

test("M5: kicking and banning take the seat away, and say which of the two it was", () => {
  const table = showdown(["ann", "bob", "cleo"]);
  table.must({ type: "kick", playerId: "ann" }, { type: "ban", playerId: "bob" });
  expect([...table.state.players.keys()]).toEqual(["cleo"]);
  expect(table.effects.filter(({ type }) => type === "expel")).toEqual([
    { type: "expel", playerId: "ann", banned: false },
    { type: "expel", playerId: "bob", banned: true },
  ]);
  expect(table.tell({ type: "ban", playerId: "bob" })).toBe("not_a_player");
});

test("M6: a muted player is called by the number of their seat, which stays when others go", () => {
  const table = new Table({}, ["ann", "bob", "cleo"]);
  table.must({ type: "mute", playerId: "cleo", muted: true }, { type: "kick", playerId: "ann" });
  expect([...seen(table).players.values()].map(({ nickname, muted }) => [nickname, muted])).toEqual([
    ["bob", false],
    ["Player 3", true],
  ]);
  table.must(join("dora"), { type: "mute", playerId: "dora", muted: true });
  expect(seen(table).players.get("dora")?.nickname).toBe("Player 4");
  table.must({ type: "mute", playerId: "cleo", muted: false });
  expect(seen(table).players.get("cleo")?.nickname).toBe("cleo");
  expect(table.tell({ type: "mute", playerId: "ann", muted: true })).toBe("not_a_player");
});

test("M7: a hidden answer's text is in no view until it is shown again", () => {
  const table = showdown(["ann"]);
  table.must({ type: "hide", answerId: PAIR.answerB, hidden: true });
  expect(seen(table).showdown).toMatchObject({ a: PAIR.a, b: HIDDEN_ANSWER });
  table.must({ type: "skip" });
  expect(JSON.stringify(seen(table))).not.toContain(PAIR.b);
  table.must({ type: "hide", answerId: PAIR.answerB, hidden: false });
  expect(seen(table).showdown?.b).toBe(PAIR.b);
});
