import { expect, test } from "vitest";
import type { Command } from "../../../shared/round/command.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { PAIR, Table } from "../../support/play.ts";

const PLAYERS = ["ada", "grace", "joan"] as const;
const ASKED: Command = { type: "asked", roundId: "r1", policyVersion: 41, task: { id: "r1", prompt: "Why?" } };

const SKIP = { type: "skip" } as const;

/** In the showdown of what `writer` wrote. */
function showdownOf(writer: string): Table {
  const contest = { ...PAIR, writerA: writer, versionA: -1 };
  return new Table({ mode: "bot" }, PLAYERS).must(
    ...[{ type: "start" } as const, ASKED],
    ...PLAYERS.map((playerId) => ({ type: "write", playerId, text: `by ${playerId}` }) as const),
    ...[{ type: "dealt", roundId: "r1", policyVersion: 41, contest } as const, SKIP, SKIP],
  );
}
const seen = (table: Table, id: string) => viewFor(table.state, { role: "player", id }, table.now);
const players = (table: Table) => JSON.stringify([...seen(table, "joan").players.values()]);

test("X5 all that a showdown shows of its players is the same whoever of them wrote, step by step", () => {
  const tables = PLAYERS.map(showdownOf);
  const look = () => new Set(tables.map(players));
  expect(look().size).toBe(1);
  for (const playerId of PLAYERS.slice(0, 2)) {
    for (const [i, table] of tables.entries())
      if (PLAYERS[i] !== playerId) table.must({ type: "vote", playerId, pairId: PAIR.id, verdict: "a" });
    expect(look().size).toBe(1);
    for (const table of tables) table.must({ type: "predict", playerId, share: 0.5 });
    expect(look().size).toBe(1);
    for (const table of tables) table.must({ type: "lock", playerId });
    expect(look().size).toBe(1);
  }
  expect(tables.map((table) => seen(table, "joan").lockedIn)).toEqual([2, 2, 2]);
  expect(players(tables[0]!)).not.toContain('"locked":true');
});

test("X5 while players write only their number is told, and the verdicts of a beat count when it's over", () => {
  const table = new Table({ mode: "bot" }, PLAYERS).must({ type: "start" }, ASKED, {
    ...{ type: "write", playerId: "grace", text: "by grace" },
  });
  expect(seen(table, "ada").lockedIn).toBe(1);
  expect(players(table)).not.toContain('"locked":true');
  table.must({ type: "drop", playerId: "grace" });
  expect(seen(table, "ada").lockedIn).toBe(0);

  const judged = showdownOf("ada").must({ type: "vote", playerId: "grace", pairId: PAIR.id, verdict: "b" });
  expect(seen(judged, "ada").players.get("grace")?.judged).toBe(0);
  expect(seen(judged.must({ type: "skip" }), "ada").players.get("grace")?.judged).toBe(1);
});

test("X3 the writer alone is told", () => {
  const table = showdownOf("ada");
  expect(PLAYERS.map((id) => seen(table, id).own?.writer ?? false)).toEqual([true, false, false]);
});
