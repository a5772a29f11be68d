import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../../shared/round/command.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { VERDICT_CHOICES } from "../../../shared/round/votes/verdict.ts";
import { DEALT, join, PAIR, Table } from "../../support/play.ts";

const player = fc.constantFrom("ada", "grace", "joan", "eve");
const command: fc.Arbitrary<Command> = fc.oneof(
  player.map(join),
  fc.record({ type: fc.constantFrom("return" as const, "drop" as const, "leave" as const), playerId: player }),
  fc.record({ type: fc.constant("kick" as const), playerId: fc.constant("eve") }),
  fc.constantFrom<Command>(
    { type: "start" },
    { type: "tick" },
    { type: "skip" },
    { type: "pause" },
    { type: "resume" },
  ),
  fc.constant({ ...DEALT } as Command),
  fc.record({ type: fc.constantFrom("deal" as const, "shortfall" as const), playerId: player, count: fc.nat(8) }),
  fc.record({
    type: fc.constant("vote" as const),
    playerId: player,
    pairId: fc.constantFrom(PAIR.id, PAIR.id, "another"),
    verdict: fc.constantFrom(...VERDICT_CHOICES),
  }),
  fc.record({
    type: fc.constant("predict" as const),
    playerId: player,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ type: fc.constant("lock" as const), playerId: player }),
);
const moment = fc.record({ command, wait: fc.constantFrom(0, 0, 0, 1, 5_000, 20_000) });
const NEXT: Readonly<Record<string, readonly string[]>> = {
  lobby: ["dealing"],
  dealing: ["rapid"],
  rapid: ["title"],
  title: ["showdown"],
  showdown: ["reveal"],
  reveal: ["intermission"],
  intermission: ["dealing", "finished"],
  finished: [],
};

/** Plays random commands and checks every step; `check` gets the table before and after. */
function playAnything(check: (before: Table["state"], table: Table, command: Command) => void): void {
  fc.assert(
    fc.property(fc.array(moment, { maxLength: 120 }), (moments) => {
      const table = new Table({ rounds: 2, maxPlayers: 3 }, ["ada"]).must({ type: "start" });
      for (const { command, wait } of moments) {
        table.now += wait;
        const before = table.state;
        table.effects.length = 0;
        table.tell(command);
        check(before, table, command);
      }
    }),
    { numRuns: 300 },
  );
}

test("P1 phases only ever follow their order", () => {
  playAnything((before, table) => {
    const [from, to] = [before.phase.name, table.state.phase.name];
    if (from !== to) expect(NEXT[from]).toContain(to);
  });
});

test("a rejected command changes nothing and has no effects", () => {
  playAnything((_, table, command) => {
    const { state } = table;
    table.effects.length = 0;
    if (table.tell(command) === null) return;
    expect(table.state).toBe(state);
    expect(table.effects).toEqual([]);
  });
});

test("V4 rounds open in order and close exactly when their reveal begins", () => {
  playAnything((before, table) => {
    const opened = table.effects.filter(({ type }) => type === "openRound");
    expect(opened).toEqual(table.state.round > before.round ? [{ type: "openRound", index: before.round + 1 }] : []);
    const revealed = before.phase.name === "showdown" && table.state.phase.name === "reveal";
    expect(table.effects.filter(({ type }) => type === "closeRound")).toHaveLength(revealed ? 1 : 0);
    expect(table.state.round).toBeLessThanOrEqual(table.state.settings.rounds);
  });
});

test("S1 scores change at a reveal only, by what the awards say", () => {
  playAnything((before, table) => {
    const award = table.effects.find(({ type }) => type === "award");
    for (const [id, { score }] of before.players) {
      const now = table.score(id);
      if (now === undefined) continue;
      const points = award?.type === "award" ? (award.awards.get(id)?.points ?? 0) : 0;
      expect(now).toBe(score + points);
    }
  });
});

test("V1 nobody holds more than eight pairs, M1 nor are there more seated players than seats, unless they returned", () => {
  playAnything((before, table, command) => {
    const seated = (players: Table["state"]["players"]) =>
      [...players.values()].filter(({ presence }) => presence !== "left").length;
    for (const { inHand } of table.state.players.values()) {
      expect(inHand).toBeGreaterThanOrEqual(0);
      expect(inHand).toBeLessThanOrEqual(8);
    }
    if (command.type === "join" && seated(table.state.players) > seated(before.players)) {
      expect(seated(table.state.players)).toBeLessThanOrEqual(3);
    }
  });
});

test("V2 a locked ballot never changes, and only members have one", () => {
  playAnything((before, table) => {
    const [from, to] = [before.phase, table.state.phase];
    if (to.name !== "showdown") return;
    for (const id of to.ballots.keys()) expect(table.state.players.has(id)).toBe(true);
    if (from.name !== "showdown") return;
    for (const [id, ballot] of from.ballots) {
      const now = to.ballots.get(id);
      if (now === undefined) continue;
      if (ballot.locked) expect(now).toBe(ballot);
      // What is in may change, and is never gone again.
      if (ballot.verdict !== null) expect(now.verdict).not.toBeNull();
      if (ballot.share !== null) expect(now.share).not.toBeNull();
    }
  });
});

test("X1 no view holds a secret before the reveal", () => {
  playAnything((_, table) => {
    const view = viewFor(table.state, { role: "spectator" }, table.now);
    expect(view.reveal === null).toBe(view.phase !== "reveal");
    expect(view.own).toBeNull();
    if (view.phase !== "showdown" && view.phase !== "reveal") expect(view.showdown).toBeNull();
    expect(view.remainingMs).toBeGreaterThanOrEqual(-1);
  });
});
