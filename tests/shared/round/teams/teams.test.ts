import { describe, expect, test } from "vitest";
import { TEAM_COLOURS, teamLooks } from "../../../../shared/round/teams/team-looks.ts";
import { viewFor } from "../../../../shared/round/view-for.ts";
import { Table } from "../../../support/play.ts";

const looks = (table: Table) =>
  viewFor(table.state, { role: "spectator" }, 0).teams.map(({ name, colour }) => `${name} ${colour}`);

describe("teams in the lobby", () => {
  test("T3 teams begin with colours of their own and no name, and a member changes both; the last change counts", () => {
    const table = new Table({ teams: 2 }, ["ann", "bob"]);
    expect(looks(table)).toEqual([" red", " blue"]);
    table.must({ type: "dressTeam", playerId: "ann", name: "Foxes" });
    table.must({ type: "dressTeam", playerId: "ann", colour: "pink" });
    table.must({ type: "dressTeam", playerId: "bob", name: "Owls" });
    expect(looks(table)).toEqual(["Foxes pink", "Owls blue"]);
    expect(table.effects.at(-1)).toEqual({
      type: "dressTeams",
      looks: [
        { name: "Foxes", colour: "pink" },
        { name: "Owls", colour: "blue" },
      ],
    });
    table.must({ type: "dressTeam", playerId: "bob", name: "" }, { type: "resetTeams" });
    expect(looks(table)).toEqual([" red", " blue"]);
  });

  test("T3 no two teams wear one colour, and nobody changes a team without a team or after the start", () => {
    const table = new Table({ teams: 2 }, ["ann", "bob"]);
    expect(table.tell({ type: "dressTeam", playerId: "ann", colour: "blue" })).toBe("colour_taken");
    expect(table.tell({ type: "dressTeam", playerId: "nobody", name: "Foxes" })).toBe("not_a_player");
    table.must({ type: "start" });
    expect(table.tell({ type: "dressTeam", playerId: "ann", name: "Foxes" })).toBe("wrong_phase");
    expect(table.tell({ type: "changeTeam", playerId: "ann", team: 2 })).toBe("wrong_phase");
    const alone = new Table({}, ["ann"]);
    expect(alone.tell({ type: "dressTeam", playerId: "ann", name: "Foxes" })).toBe("wrong_phase");
    expect(alone.tell({ type: "resetTeams" })).toBe("wrong_phase");
  });

  test("T4 a player goes over to another team while sizes stay within one; who has left takes no place", () => {
    const table = new Table({ teams: 2 }, ["ann", "bob", "cleo"]);
    const teamOf = (id: string) => table.state.players.get(id)?.team;
    expect(["ann", "bob", "cleo"].map(teamOf)).toEqual([1, 2, 1]);
    expect(table.tell({ type: "changeTeam", playerId: "bob", team: 1 })).toBe("team_full");
    expect(table.tell({ type: "changeTeam", playerId: "ann", team: 1 })).toBe("duplicate");
    expect(table.tell({ type: "changeTeam", playerId: "ann", team: 3 })).toBe("wrong_phase");
    table.must({ type: "changeTeam", playerId: "ann", team: 2 });
    expect(teamOf("ann")).toBe(2);
    expect(table.effects.at(-1)).toEqual({ type: "assignTeam", playerId: "ann", team: 2 });
    table.must({ type: "leave", playerId: "cleo" });
    expect(table.tell({ type: "changeTeam", playerId: "ann", team: 1 })).toBeNull();
  });

  test("chosen looks are kept, and the other teams get colours that nobody wears", () => {
    expect(teamLooks(0)).toEqual([]);
    expect(teamLooks(3, [{ name: "Foxes", colour: "blue" }])).toEqual([
      { name: "Foxes", colour: "blue" },
      { name: "", colour: "red" },
      { name: "", colour: "green" },
    ]);
    expect(new Set(teamLooks(4).map(({ colour }) => colour)).size).toBe(4);
    expect(TEAM_COLOURS).toHaveLength(8);
  });
});
