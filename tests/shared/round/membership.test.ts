import { describe, expect, test } from "vitest";
import { viewFor } from "../../../shared/round/view-for.ts";
import { DEALT, join, Table } from "../../support/play.ts";

const see = (table: Table) => viewFor(table.state, { role: "spectator" }, table.now);

describe("who never took part", () => {
  const names = (table: Table) => [...see(table).players.keys()];

  test("M8 T1 T2 weighs in no team and stands in no view, and is back at once on returning", () => {
    const table = new Table({ teams: 2 }, ["a", "b", "c", "d", "e"]);
    table.must({ type: "leave", playerId: "c" }, { type: "leave", playerId: "e" });
    expect(table.effects.at(-1)).toEqual({ type: "setAbsent", playerId: "e", absent: true });
    expect(names(table)).toEqual(["a", "b", "d"]);
    table.must(join("f"), join("g"));
    expect(see(table).teams.map(({ players }) => players)).toEqual([3, 2]);
    table.must({ type: "return", playerId: "c" });
    expect(table.effects.at(-1)).toEqual({ type: "setAbsent", playerId: "c", absent: false });
    expect(names(table)).toContain("c");
  });

  test("M2 who put something in stays, wherever they are", () => {
    const table = new Table({}, ["a", "b"]).must({ type: "start" }, DEALT);
    table.must({ type: "vote", playerId: "a", pairId: "mine", verdict: "cantJudge" }, { type: "leave", playerId: "a" });
    table.must({ type: "leave", playerId: "b" });
    expect(names(table)).toEqual(["a"]);
    expect(table.effects.filter(({ type }) => type === "setAbsent")).toHaveLength(1);
  });
});
