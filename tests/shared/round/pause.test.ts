import { describe, expect, test } from "vitest";
import type { Podium } from "../../../shared/round/state.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { DEALT, PAIR, showdown, Table } from "../../support/play.ts";

const PODIUM: Podium = {
  ...{ id: "r1", prompt: "?", pairs: [] },
  answers: ["p", "q", "r"].map((id) => ({ id, text: id, version: 1, contestant: "", reward: null })),
};
const TASK = { id: "r1", prompt: "Why?" };
const vote = (playerId: string) => ({ type: "vote", playerId, pairId: PAIR.id, verdict: "a" }) as const;
const predict = (playerId: string, share: number) => ({ type: "predict", playerId, share }) as const;
const lock = (playerId: string) => ({ type: "lock", playerId }) as const;
const SKIP = { type: "skip" } as const;
const phase = (table: Table) => table.state.phase.name;
const see = (table: Table) => viewFor(table.state, { role: "spectator" }, table.now);

describe("a pause holds the beat", () => {
  const gone = ["drop", "leave", "kick", "ban"] as const;
  const paused = (table: Table) => see(table).paused && see(table).remainingMs;
  const duel = () =>
    showdown(["ada", "grace"], { showdownMs: 9_000 }).must(vote("ada"), predict("ada", 1), lock("ada"));
  const ranking = () =>
    new Table({ mode: "podium", showdownMs: 9_000 }, ["ada", "grace"]).must(
      ...[{ type: "start" } as const, { ...DEALT, contest: PODIUM } as typeof DEALT, SKIP, SKIP],
      { type: "rank", playerId: "ada", podiumId: "r1", ranking: ["p", "q", "r"] },
      { type: "pick", playerId: "ada", answerId: "p" },
      lock("ada"),
    );
  const writing = () =>
    new Table({ mode: "bot", writingMs: 9_000 }, ["ada", "grace"]).must(
      ...[{ type: "start" } as const, { type: "asked", roundId: "r1", policyVersion: 1, task: TASK } as const],
      { type: "write", playerId: "ada", text: "words" },
    );

  test.each(gone.flatMap((type) => [duel, ranking, writing].map((beat) => [type, beat] as const)))(
    "P8 when the last who is undecided goes: %s",
    (type, beat) => {
      const table = beat().must({ type: "pause" });
      const before = phase(table);
      table.must({ type, playerId: "grace" });
      expect([phase(table), paused(table)]).toEqual([before, 9_000]);
      table.must({ type: "resume" });
      expect(phase(table)).toBe(beat === writing ? "gathering" : "reveal");
    },
  );

  test("P5 P8 whoever is undecided still has the time that was left", () => {
    const table = duel().must({ type: "pause" }, { type: "resume" });
    expect([phase(table), see(table).remainingMs]).toEqual(["showdown", 9_000]);
  });

  test("D2 P8 in an endless game too, whose leavers leave the game", () => {
    const table = new Table({ rounds: 0 }, ["ada", "grace"]).must(DEALT, SKIP, SKIP);
    table.must(vote("ada"), predict("ada", 1), lock("ada"), { type: "pause" }, { type: "leave", playerId: "grace" });
    expect(phase(table)).toBe("showdown");
  });
});
