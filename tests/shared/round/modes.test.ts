import { describe, expect, test } from "vitest";
import { resumedGame } from "../../../shared/round/game.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import type { Podium } from "../../../shared/round/state.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { DEALT, join, PAIR, Table } from "../../support/play.ts";

const ANSWERS = ["p", "q", "r", "s"];
const PODIUM: Podium = {
  id: "the-podium",
  prompt: "Why is the sky blue?",
  answers: ANSWERS.map((id, i) => ({
    ...{ id, text: `text ${id}`, version: 30 + i },
    contestant: "",
    reward: i === 2 ? 5 : 1,
  })),
  pairs: [],
};
const rank = (playerId: string, order: string) =>
  ({ type: "rank", playerId, podiumId: PODIUM.id, ranking: [...order] }) as const;
const pick = (playerId: string, answerId: string) => ({ type: "pick", playerId, answerId }) as const;
const write = (playerId: string, text = `by ${playerId}`) => ({ type: "write", playerId, text }) as const;
const lock = (playerId: string) => ({ type: "lock", playerId }) as const;
const SKIP = { type: "skip" } as const;
const ASKED = { type: "asked", roundId: "r1", policyVersion: 41, task: { id: "r1", prompt: "Why?" } } as const;
const phase = (table: Table) => table.state.phase.name;
const see = (table: Table, id = "nobody") => viewFor(table.state, { role: "player", id }, table.now);

function ranking(players: readonly string[]): Table {
  return new Table({ mode: "podium" }, players).must(
    { type: "start" },
    { ...DEALT, contest: PODIUM } as typeof DEALT,
    SKIP,
    SKIP,
  );
}

describe("podium", () => {
  test("P1 a ranking takes the place of the showdown", () => {
    const table = ranking(["ada"]);
    expect(phase(table)).toBe("ranking");
    expect(phase(table.must({ type: "skip" }))).toBe("reveal");
    expect(table.effects.filter(({ type }) => type === "closeRound")).toHaveLength(1);
    expect(phase(table.must({ type: "skip" }))).toBe("intermission");
  });

  test("K1 a ranking names every answer once; it and the pick can be changed until the player locks in", () => {
    const table = ranking(["ada", "grace"]);
    for (const order of ["pqr", "pqrss", "pqrr", "pqrx", ""])
      expect(table.tell(rank("ada", order))).toBe("bad_ranking");
    expect(table.tell({ ...rank("ada", "pqrs"), podiumId: "another" })).toBe("unknown_pair");
    expect(table.tell(rank("eve", "pqrs"))).toBe("not_a_player");
    expect(table.tell(rank("ada", "sqrp"))).toBeNull();
    expect(table.tell(rank("ada", "sqrp"))).toBe("duplicate");
    expect(table.tell(pick("ada", "x"))).toBe("unknown_pair");
    expect(table.tell(lock("ada"))).toBe("incomplete");
    expect(table.tell(pick("ada", "p"))).toBeNull();
    expect(table.tell(pick("ada", "p"))).toBe("duplicate");
    table.must(rank("ada", "pqrs"), pick("ada", "q"));
    expect(table.state.players.get("ada")?.judged).toBe(1);
    table.must(lock("ada"));
    expect(table.tell(rank("ada", "sqrp"))).toBe("locked_in");
    expect(table.tell(pick("ada", "p"))).toBe("locked_in");
    expect(see(table, "ada").own).toMatchObject({ ranking: [..."pqrs"], pick: "q", locked: true });
    expect(table.tell({ type: "vote", playerId: "ada", pairId: "p", verdict: "a" })).toBe("wrong_phase");
    expect(table.tell({ type: "predict", playerId: "ada", share: 0.5 })).toBe("wrong_phase");
  });

  test("P5 it ends when everyone who is here has locked in", () => {
    const table = ranking(["ada", "grace", "joan"]).must({ type: "drop", playerId: "joan" });
    table.must(rank("ada", "pqrs"), pick("ada", "p"), lock("ada"), pick("grace", "q"), rank("grace", "qpsr"));
    expect(phase(table)).toBe("ranking");
    expect(phase(table.must(lock("grace")))).toBe("reveal");
  });

  test("K3 a pick earns the share of the others who put it first; one's own ranking earns nothing", () => {
    const play = (own: string) => {
      const table = ranking(["ada", "grace", "joan", "eve", "mary"]);
      table.must(rank("grace", "pqrs"), rank("joan", "prqs"), rank("eve", "qprs"), rank("mary", "sqrp"));
      return table.must(pick("ada", "p"), rank("ada", own), { type: "skip" });
    };
    const orders = ["pqrs", "srqp", "rspq"].map(play);
    expect(orders.map((table) => table.score("ada"))).toEqual([167, 167, 167]);
    expect(orders.map((table) => table.state.players.get("ada")?.streak)).toEqual([1, 1, 1]);
    expect(orders[0]?.score("grace")).toBe(0);
  });

  test("S8 a pick that more of the others put first than the reward model's is told so", () => {
    const beats = (picked: string) => {
      const table = ranking(["ada", "grace", "joan"]).must(rank("grace", "pqrs"), rank("joan", "pqrs"));
      const now = table.must(pick("ada", picked), { type: "skip" }).state.phase;
      return now.name === "reveal" ? now.awards.get("ada")?.beatsRewardModel : undefined;
    };
    expect(["p", "q", "r"].map(beats)).toEqual([true, false, false]); // it picks r
  });

  test("S4 without others' rankings there is nothing to score, and S5 a pick that others beat ends the streak", () => {
    const alone = ranking(["ada", "grace"]).must(rank("ada", "pqrs"), pick("ada", "p"), { type: "skip" });
    expect(alone.effects.find(({ type }) => type === "award")).toMatchObject({ awards: new Map() });
    const table = ranking(["ada", "grace"]).must(pick("ada", "p"), rank("grace", "qprs"), { type: "skip" });
    expect(table.state.players.get("ada")).toMatchObject({ score: -167, streak: 0 });
  });

  test("K4 the crowd's order is that of the answers beaten", () => {
    const table = ranking(["ada", "grace"]).must(rank("ada", "pqrs"), rank("grace", "pqsr"), { type: "skip" });
    const { podiumReveal } = see(table);
    expect(podiumReveal?.answers.map(({ score, place }) => [Math.round(score * 6), place])).toEqual([
      [6, 1],
      [4, 2],
      [1, 3],
      [1, 3],
    ]);
    expect(podiumReveal).toMatchObject({ ballots: 2, machinePick: "r" });
  });

  test("X1 X3 before the reveal nobody sees who wrote what, and of the ballots only their own", () => {
    const table = ranking(["ada", "grace"]).must(rank("grace", "rqps"), pick("grace", "q"));
    const text = JSON.stringify({ ...see(table, "ada"), players: [] });
    for (const secret of ["version", 'reward":', "30", "33", 'rank":[']) expect(text).not.toContain(secret);
    expect(see(table, "ada").own).toBeNull();
    expect(see(table, "grace").own).toMatchObject({ ranking: ["r", "q", "p", "s"], pick: "q" });
    expect(see(table, "ada").podium?.answers.map(({ id }) => id)).toEqual(ANSWERS);
  });
});

describe("beat the bot", () => {
  const writing = (...players: string[]) => new Table({ mode: "bot" }, players).must({ type: "start" }, ASKED);
  const OWN = { ...PAIR, writerA: "ada", versionA: -1 };

  test("P1 B1 everyone writes once, then what was written is gathered", () => {
    const table = writing("ada", "grace");
    expect(see(table)).toMatchObject({ phase: "writing", task: { prompt: "Why?", maxWords: 40 } });
    expect(table.tell(write("eve"))).toBe("not_a_player");
    table.must(write("ada"));
    expect(table.tell(write("ada", "again"))).toBe("duplicate");
    expect(see(table)).toMatchObject({ lockedIn: 1 });
    expect(see(table).players.get("ada")?.locked).toBe(false);
    expect(JSON.stringify(see(table, "grace"))).not.toContain("by ada");
    expect(see(table, "ada").own).toMatchObject({ answer: "by ada" });
    table.must(write("grace"));
    expect(table.effects.at(-1)).toEqual({ type: "gather", roundId: "r1" });
    expect(see(table).phase).toBe("dealing");
    expect(table.tell({ ...DEALT, roundId: "another" } as typeof DEALT)).toBe("wrong_phase");
    expect(phase(table.must(DEALT))).toBe("rapid");
  });

  test("P8 nobody writes in a pause", () => {
    const table = writing("ada").must({ type: "pause" });
    expect(table.tell(write("ada"))).toBe("wrong_phase");
  });

  test("B2 the writer of one of the showdown's answers predicts without a verdict", () => {
    const table = writing("ada", "grace").must(write("ada"), write("grace"));
    table.must({ ...DEALT, contest: OWN } as typeof DEALT, SKIP, SKIP);
    const vote = (playerId: string) => ({ type: "vote", playerId, pairId: PAIR.id, verdict: "a" }) as const;
    expect(table.tell(vote("ada"))).toBe("own_answer");
    expect(see(table, "ada").own).toMatchObject({ writer: true, verdict: null });
    expect(see(table, "grace").own).toBeNull();
    table.must(vote("grace"), { type: "predict", playerId: "grace", share: 0.5 }, lock("grace"));
    expect(phase(table)).toBe("showdown");
    table.must({ type: "predict", playerId: "ada", share: 1 }, lock("ada"));
    expect(see(table)).toMatchObject({ phase: "reveal", reveal: { writerA: "ada", writerB: "", versionA: -1 } });
    expect(table.score("ada")).toBe(500);
  });

  test("B3 without anything to judge the round is closed and the intermission begins", () => {
    const table = writing("ada").must({ type: "skip" }, { ...DEALT, contest: null } as typeof DEALT);
    expect(phase(table)).toBe("intermission");
    expect(table.effects.at(-1)).toEqual({ type: "closeRound", roundId: "r1" });
  });

  test("B4 wins are counted, shown with the answers, and earn no points", () => {
    const table = writing("ada").must(write("ada"), { ...DEALT, contest: OWN } as typeof DEALT);
    table.must(SKIP, SKIP, SKIP);
    const entry = { id: "e", text: "by ada", writer: "ada", version: -1, share: 0.8, votes: 5, won: true };
    const machine = { ...entry, id: "m", writer: "", version: 41, share: 0.9, won: false };
    expect(table.tell({ type: "entriesJudged", round: 7, entries: [entry] })).toBe("wrong_phase");
    table.must({ type: "entriesJudged", round: 1, entries: [entry, machine] });
    expect(see(table).entries.map(({ id, writer }) => [id, writer])).toEqual([
      ["m", ""],
      ["e", "ada"],
    ]);
    expect(see(table).players.get("ada")).toMatchObject({ wins: 1, score: 0 });
    expect(see(table.must({ type: "skip" })).entries).toEqual([]);
  });

  test("V4 a game that ends while answers are being gathered closes its round", () => {
    const table = writing("ada").must(write("ada"), { type: "end" });
    expect(table.effects.filter(({ type }) => type === "closeRound")).toHaveLength(1);
    expect(table.tell(DEALT)).toBe("wrong_phase");
  });

  test("B5 with approval the answers wait for the host, who may pass over the rest", () => {
    const table = new Table({ mode: "bot", approval: true }, ["ada"]);
    table.must({ type: "start" }, ASKED, write("ada"));
    expect(phase(table)).toBe("gathering");
    expect(see(table)).toMatchObject({ phase: "dealing", approving: true });
    expect(table.effects.some(({ type }) => type === "gather")).toBe(false);
    table.must({ type: "skip" });
    expect(see(table).approving).toBe(false);
    expect(table.effects.filter(({ type }) => type === "gather")).toHaveLength(1);
    expect(table.tell({ type: "approved" })).toBe("wrong_phase");
  });

  test("M3 a kicked player's answer isn't waited for", () => {
    const table = writing("ada", "grace").must(write("ada"), { type: "kick", playerId: "grace" });
    expect(phase(table)).toBe("gathering");
  });
});

describe("teams", () => {
  test("T1 newcomers fill the smallest team, and return to their own", () => {
    const table = new Table({ teams: 3 }, ["a", "b", "c", "d"]);
    const team = (id: string) => table.state.players.get(id)?.team;
    expect(["a", "b", "c", "d"].map(team)).toEqual([1, 2, 3, 1]);
    expect(table.effects.filter(({ type }) => type === "assignTeam")).toHaveLength(4);
    table.must(
      { type: "kick", playerId: "b" },
      join("e"),
      { type: "leave", playerId: "a" },
      { type: "return", playerId: "a" },
    );
    expect([team("e"), team("a")]).toEqual([2, 1]);
  });

  test("T1 a resumed game has its teams back, and gives one to whoever had none yet", () => {
    const member = (id: string, team: number) => ({
      id,
      nickname: id,
      avatar: 0,
      score: 0,
      streak: 0,
      wins: 0,
      team,
      muted: false,
      played: true,
    });
    const { players } = resumedGame({ ...DEFAULT_SETTINGS, teams: 2 }, 1, [member("a", 2), member("b", 0)], 0);
    expect([...players.values()].map(({ team }) => team)).toEqual([2, 1]);
  });

  test("T2 a team's score is its members' mean", () => {
    const table = new Table({ teams: 2 }, ["a", "b", "c"]).must({ type: "start" }, DEALT, SKIP, SKIP);
    table.must(
      { type: "vote", playerId: "b", pairId: PAIR.id, verdict: "a" },
      { type: "predict", playerId: "a", share: 1 },
    );
    table.must({ type: "skip" });
    expect(see(table).teams).toEqual([
      { team: 1, name: "", colour: "red", players: 2, score: 250, rank: 1 },
      { team: 2, name: "", colour: "blue", players: 1, score: 0, rank: 2 },
    ]);
    table.must({ type: "leave", playerId: "c" });
    expect(see(table).teams[0]).toMatchObject({ players: 1, score: 500 }); // c never played
    expect(see(new Table({}, ["a"])).teams).toEqual([]);
    expect(see(new Table({}, ["a"])).players.get("a")?.team).toBe(0);
  });
});

describe("drop-in", () => {
  const endless = { rounds: 0 };

  test("D1 it starts with its first player and goes on round after round", () => {
    const table = new Table(endless, ["ada"]);
    for (let round = 1; round <= 20; round++) {
      expect(see(table)).toMatchObject({ phase: "dealing", round });
      table.must(DEALT);
      for (let i = 0; i < 5; i++) table.must({ type: "skip" });
    }
  });

  test("D2 D3 it waits while nobody is here, and keeps nobody who left", () => {
    const table = new Table(endless, ["ada"]).must(DEALT, { type: "leave", playerId: "ada" });
    expect(table.state.players.size).toBe(0);
    for (let i = 0; i < 5; i++) table.must({ type: "skip" });
    expect(phase(table)).toBe("lobby");
    table.must({ ...join("ada"), score: 120 } as ReturnType<typeof join>);
    expect(see(table)).toMatchObject({ phase: "dealing", round: 2 });
    expect(table.score("ada")).toBe(120);
  });

  test("D2 a resumed one is in its lobby, with no players and its count of rounds", () => {
    const ada = {
      id: "ada",
      nickname: "Ada",
      avatar: 0,
      score: 9,
      streak: 0,
      wins: 0,
      team: 0,
      muted: false,
      played: true,
    };
    const game = resumedGame({ ...DEFAULT_SETTINGS, ...endless }, 41, [ada], 0);
    expect(game).toMatchObject({ phase: { name: "lobby" }, round: 41, players: new Map() });
  });
});
