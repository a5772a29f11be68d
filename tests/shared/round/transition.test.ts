import { describe, expect, test } from "vitest";
import { resumedGame } from "../../../shared/round/game.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import { DEALT, join, PAIR, showdown, Table } from "../../support/play.ts";

const vote = (playerId: string, verdict: "a" | "b" | "tie" | "bothBad", pairId = PAIR.id) =>
  ({ type: "vote", playerId, pairId, verdict }) as const;
const predict = (playerId: string, share: number) => ({ type: "predict", playerId, share }) as const;
const phase = (table: Table) => table.state.phase.name;

describe("phases", () => {
  test("P1 a session runs through its rounds to the end", () => {
    const table = new Table({ rounds: 2, finale: false }, ["ada"]);
    const seen = [phase(table)];
    table.must({ type: "start" });
    for (const roundId of ["r1", "r2"]) {
      seen.push(phase(table));
      table.must({ ...DEALT, roundId } as typeof DEALT);
      for (let i = 0; i < 4; i++) {
        seen.push(phase(table));
        table.must({ type: "skip" });
      }
    }
    seen.push(phase(table));
    const round = ["dealing", "rapid", "showdown", "reveal", "intermission"];
    expect(seen).toEqual(["lobby", ...round, ...round, "finished"]);
    expect(table.effects.filter(({ type }) => type === "openRound")).toEqual([
      { type: "openRound", index: 1 },
      { type: "openRound", index: 2 },
    ]);
  });

  test("P2 a game starts once", () => {
    const table = new Table().must({ type: "start" });
    expect(table.tell({ type: "start" })).toBe("wrong_phase");
  });

  test("P3 dealing waits without a deadline", () => {
    const table = new Table().must({ type: "start" });
    table.now += 10_000_000;
    expect(table.tell({ type: "tick" })).toBe("wrong_phase");
    expect(table.tell({ type: "skip" })).toBe("wrong_phase");
    expect(phase(table.must(DEALT))).toBe("rapid");
  });

  test("P4 a beat ends at its deadline, not before", () => {
    const table = new Table({ rapidMs: 20_000 }).must({ type: "start" }, DEALT);
    table.now += 19_999;
    expect(table.tell({ type: "tick" })).toBe("too_early");
    table.now += 1;
    expect(phase(table.must({ type: "tick" }))).toBe("showdown");
  });

  test("P5 the showdown ends when everyone who is here has locked", () => {
    const table = showdown(["ada", "grace", "joan"]);
    table.must(vote("ada", "a"), predict("ada", 0.5), predict("grace", 0.5), { type: "drop", playerId: "joan" });
    expect(phase(table)).toBe("showdown");
    expect(phase(table.must(vote("grace", "b")))).toBe("reveal");
  });

  test.each(["drop", "leave", "kick"] as const)("P5 also when the last who hadn't locked goes: %s", (type) => {
    const table = showdown(["ada", "grace"]).must(vote("ada", "a"), predict("ada", 0.5));
    expect(phase(table.must({ type, playerId: "grace" }))).toBe("reveal");
  });

  test("P5 an empty room waits for the deadline", () => {
    const table = showdown(["ada"]).must({ type: "leave", playerId: "ada" });
    expect(phase(table)).toBe("showdown");
  });

  test("P6 the intermission ends at its deadline while the trainer is still at work", () => {
    const table = showdown(["ada"], { intermissionMs: 6_000 }).must({ type: "skip" }, { type: "skip" });
    table.must({ type: "learned", learning: { ...table.state.learning, state: "improve" } });
    table.now += 6_000;
    expect(phase(table.must({ type: "tick" }))).toBe("dealing");
  });

  test("P7 end finishes from every phase, and nothing happens after it", () => {
    for (let steps = 0; steps < 6; steps++) {
      const table = new Table({}, ["ada"]);
      const path = [{ type: "start" }, DEALT, { type: "skip" }, { type: "skip" }, { type: "skip" }] as const;
      table.must(...path.slice(0, steps), { type: "end" });
      expect(phase(table)).toBe("finished");
      expect(table.effects.at(-1)).toEqual({ type: "finish" });
      expect(table.tell({ type: "end" })).toBe("session_over");
      expect(table.tell({ type: "start" })).toBe("wrong_phase");
      expect(table.tell(join("late"))).toBe("session_over");
    }
  });

  test("P8 a pause keeps the time that is left", () => {
    const table = new Table({ rapidMs: 20_000 }, ["ada"]).must({ type: "start" }, DEALT);
    table.now += 5_000;
    table.must({ type: "pause" });
    table.now += 1_000_000;
    expect(table.tell({ type: "tick" })).toBe("wrong_phase");
    expect(table.tell(vote("ada", "a", "mine"))).toBe("wrong_phase");
    expect(table.tell({ type: "deal", playerId: "ada", count: 1 })).toBe("wrong_phase");
    expect(table.tell({ type: "pause" })).toBe("wrong_phase");
    table.must({ type: "resume" });
    table.now += 14_999;
    expect(table.tell({ type: "tick" })).toBe("too_early");
    table.now += 1;
    expect(table.tell({ type: "tick" })).toBeNull();
    expect(table.tell({ type: "resume" })).toBe("wrong_phase");
  });

  test("P9 a resumed game goes on with the next round, or ends after the last", () => {
    const ada = { id: "ada", nickname: "Ada", avatar: 1, score: 120, streak: 0, wins: 0, team: 0, muted: false };
    const table = new Table();
    table.state = resumedGame({ ...DEFAULT_SETTINGS, rounds: 2 }, 1, [ada], table.now);
    expect(phase(table)).toBe("intermission");
    table.must({ type: "return", playerId: "ada" }, { type: "skip" });
    expect(table.effects).toEqual([{ type: "openRound", index: 2 }]);
    expect(table.score("ada")).toBe(120);
    table.state = resumedGame({ ...DEFAULT_SETTINGS, rounds: 2, finale: false }, 2, [ada], table.now);
    expect(phase(table.must({ type: "skip" }))).toBe("finished");
    expect(resumedGame(DEFAULT_SETTINGS, 0, [ada], 0).phase.name).toBe("lobby");
  });
});

describe("players", () => {
  test("M1 joining takes a seat, also in the middle of a beat", () => {
    const table = showdown(["ada"], { maxPlayers: 2 });
    expect(table.tell(join("late"))).toBeNull();
    expect(table.tell(join("later"))).toBe("session_full");
    expect(table.tell(join("late"))).toBe("duplicate");
  });

  test("M1 the host changes the number of places while the game runs, and nobody loses a seat by it", () => {
    const table = showdown(["ada", "grace"], { maxPlayers: 2 }).must({ type: "places", maxPlayers: 3 });
    expect(table.effects).toContainEqual({ type: "setPlaces", maxPlayers: 3 });
    table.must(join("third")).must({ type: "places", maxPlayers: 1 });
    expect(table.state.players.size).toBe(3);
    expect(table.tell(join("late"))).toBe("session_full");
    expect(table.tell({ type: "join", playerId: "kept", nickname: "kept", avatar: 0, extra: true })).toBeNull();
    table.must({ type: "end" });
    expect(table.tell({ type: "places", maxPlayers: 9 })).toBe("session_over");
  });

  test("M2 dropping keeps the seat, leaving frees it, and both may return", () => {
    const table = new Table({ maxPlayers: 1 }, ["ada"]).must({ type: "drop", playerId: "ada" });
    expect(table.tell(join("grace"))).toBe("session_full");
    table.must({ type: "leave", playerId: "ada" }, join("grace"), { type: "return", playerId: "ada" });
    expect(table.state.players.get("ada")?.presence).toBe("here");
    expect(table.tell({ type: "return", playerId: "eve" })).toBe("not_a_player");
  });

  test("M4 the game goes on without players", () => {
    const table = new Table({ rapidMs: 20_000 }, ["ada"]).must({ type: "start" }, DEALT, {
      type: "leave",
      playerId: "ada",
    });
    table.now += 20_000;
    expect(phase(table.must({ type: "tick" }))).toBe("showdown");
  });

  test("M3 a kicked player's ballot goes with them", () => {
    const table = showdown(["ada", "eve"]).must(vote("eve", "b"), { type: "kick", playerId: "eve" }, { type: "skip" });
    expect(table.state.phase).toMatchObject({ shown: { outcome: { votes: { a: 0, b: 0 } } } });
    expect(table.effects).toContainEqual({ type: "expel", playerId: "eve", banned: false });
    expect(table.tell(vote("eve", "a"))).toBe("not_a_player");
  });
});

describe("verdicts", () => {
  test("V1 at most eight pairs are in a player's hands", () => {
    const table = new Table({}, ["ada"]).must({ type: "start" }, DEALT);
    const granted = () => {
      const inHand = () => table.state.players.get("ada")?.inHand ?? 0;
      const before = inHand();
      table.must({ type: "deal", playerId: "ada", count: 5 });
      return inHand() - before;
    };
    expect([granted(), granted(), granted()]).toEqual([5, 3, 0]);
    table.must(vote("ada", "a", "one"), vote("ada", "b", "two"));
    expect(granted()).toBe(2);
    table.must({ type: "shortfall", playerId: "ada", count: 1 });
    expect(granted()).toBe(1);
    table.must({ type: "drop", playerId: "ada" }, { type: "return", playerId: "ada" });
    expect(granted()).toBe(0);
    table.must({ type: "holds", playerId: "ada", count: 5 });
    expect(granted()).toBe(3);
    expect(table.state.players.get("ada")?.judged).toBe(2);
  });

  test("V2 verdict and prediction are locked, each once, in any order", () => {
    const table = showdown(["ada", "grace"]).must(predict("ada", 0.2), vote("ada", "tie"));
    expect(table.tell(vote("ada", "b"))).toBe("duplicate");
    expect(table.tell(predict("ada", 0.3))).toBe("duplicate");
    expect(table.state.phase).toMatchObject({ ballots: new Map([["ada", { verdict: "tie", share: 0.2 }]]) });
  });

  test("V3 what doesn't belong changes nothing", () => {
    const table = new Table({}, ["ada"]);
    expect(table.tell(vote("ada", "a"))).toBe("wrong_phase");
    table.must({ type: "start" }, DEALT);
    expect(table.tell(vote("ada", "a"))).toBe("unknown_pair");
    expect(table.tell(predict("ada", 0.5))).toBe("wrong_phase");
    expect(table.tell(vote("eve", "a", "x"))).toBe("not_a_player");
    table.must({ type: "skip" });
    expect(table.tell(vote("ada", "a", "x"))).toBe("unknown_pair");
    expect(table.tell({ type: "deal", playerId: "ada", count: 1 })).toBe("wrong_phase");
    expect(table.tell(predict("eve", 0.5))).toBe("not_a_player");
    expect(table.tell(DEALT)).toBe("wrong_phase");
  });

  test("V4 a round is closed once", () => {
    const closings = (table: Table) => table.effects.filter(({ type }) => type === "closeRound").length;
    const revealed = showdown(["ada"]).must({ type: "skip" });
    expect(closings(revealed)).toBe(1);
    expect(closings(revealed.must({ type: "end" }))).toBe(1);
    expect(closings(showdown(["ada"]).must({ type: "end" }))).toBe(1);
    expect(closings(new Table().must({ type: "start" }, DEALT, { type: "end" }))).toBe(1);
    expect(closings(new Table().must({ type: "start" }, { type: "end" }))).toBe(0);
  });
});

describe("points", () => {
  test("S1 S2 predictions are scored against the verdicts of the others", () => {
    const table = showdown(["ada", "grace", "joan"]);
    table.must(vote("ada", "a"), vote("grace", "a"), vote("joan", "b"));
    table.must(predict("ada", 0.5), predict("joan", 1), { type: "skip" });
    expect(["ada", "grace", "joan"].map((id) => table.score(id))).toEqual([50, 0, 100]);
    expect(table.state.phase).toMatchObject({
      shown: { outcome: { votes: { a: 2, b: 1, tie: 0, bothBad: 0 }, share: 2 / 3 } },
    });
  });

  test("S1 S2 the verdict that a player gives makes no difference to their own points", () => {
    const points = (["a", "b", "tie", "bothBad"] as const).map((verdict) =>
      showdown(["ada", "grace"])
        .must(vote("ada", verdict), vote("grace", "a"), predict("ada", 0.8), { type: "skip" })
        .score("ada"),
    );
    expect(new Set(points).size).toBe(1);
  });

  test("S4 without the verdicts of others there are no points", () => {
    const table = showdown(["ada"]).must(vote("ada", "a"), predict("ada", 1));
    expect(phase(table)).toBe("reveal");
    expect(table.score("ada")).toBe(0);
  });

  test("S5 good predictions in a row make a streak", () => {
    const table = new Table({ rounds: 3 }, ["ada", "grace"]).must({ type: "start" });
    const streaks = [0.9, 1, 0.5].map((share, round) => {
      table.must({ ...DEALT, roundId: `r${round}` } as typeof DEALT, { type: "skip" });
      table.must(vote("grace", "a"), predict("ada", share), { type: "skip" });
      const { streak } = table.state.players.get("ada") ?? {};
      table.must({ type: "skip" }, { type: "skip" });
      return streak;
    });
    expect(streaks).toEqual([1, 2, 0]);
  });
});
