import { describe, expect, test } from "vitest";
import { finaleMs } from "../../../shared/round/beats/finale.ts";
import type { Command } from "../../../shared/round/command.ts";
import type { FinaleEnd, FinaleResult } from "../../../shared/round/finale.ts";
import { beatUnderWay, type InterruptedFinale, resumedFinale, resumedGame } from "../../../shared/round/game.ts";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import { type Viewer, viewFor } from "../../../shared/round/view-for.ts";
import type { Verdict, VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { DEALT, FINALE, FINALE_DEALT, finale, join, Table } from "../../support/play.ts";

const skip: Command = { type: "skip" };
const vote = (playerId: string, pair: number, verdict: VerdictChoice): Command => ({
  ...{ type: "vote", playerId, pairId: FINALE.pairs[pair]!.id, verdict },
});
const lock = (playerId: string): Command => ({ type: "lock", playerId });
/** A player judges a pair and locks in. */
const judge = (playerId: string, pair: number, verdict: Verdict) => [vote(playerId, pair, verdict), lock(playerId)];
const see = (table: Table, viewer: Viewer = { role: "spectator" }) => viewFor(table.state, viewer, table.now);
const phase = (table: Table) => table.state.phase.name;
const textOf = (table: Table, viewer: Viewer) => JSON.stringify({ ...see(table, viewer), players: [] });
const told = (end: FinaleEnd | null): FinaleResult => {
  if (end === null || "absent" in end) throw new Error("There was no finale");
  return end;
};

describe("F1 after the last intermission", () => {
  /** In the intermission of the last round. */
  function lastBreak(settings: Partial<SessionSettings> = {}): Table {
    const table = new Table({ rounds: 2, ...settings }, ["ada"]).must({ type: "start" });
    for (let round = 0; round < table.state.settings.rounds; round++) {
      if (round > 0) table.must(skip);
      table.must(DEALT, skip, skip, skip, skip);
    }
    return table;
  }

  test("then and now are asked for, once, and no round is opened", () => {
    const table = lastBreak();
    table.effects.length = 0;
    table.must(skip);
    expect(phase(table)).toBe("preparing");
    expect(see(table)).toMatchObject({ phase: "dealing", round: 2, finale: null });
    expect(table.effects).toEqual([{ type: "openFinale", index: 3 }]);
    expect(table.tell(skip)).toBe("wrong_phase");
  });

  test.each([
    ["it was turned off", { finale: false }],
    ["there was one round", { rounds: 1 }],
  ])("the game is over where %s", (_, settings) => {
    const table = lastBreak(settings).must(skip);
    expect(phase(table)).toBe("finished");
    expect(see(table).finale).toBeNull();
    expect(table.effects.at(-1)).toEqual({ type: "finish" });
  });

  test("an endless game never has one", () => {
    const table = new Table({ rounds: 0 }).must(join("ada"), DEALT, skip, skip, skip, skip, skip);
    expect(phase(table)).toBe("dealing");
  });

  test.each(["unchanged", "unanswered", "prompts"] as const)(
    "a game with nothing to compare says why: %s",
    (absent) => {
      const table = lastBreak().must(skip, { type: "finaleDealt", finale: { absent } });
      expect(see(table)).toMatchObject({ phase: "finished", finale: { absent, unmasked: [], verdict: "" } });
      expect(table.effects.at(-1)).toEqual({ type: "finish" });
    },
  );

  test("what comes after the host has ended the game changes nothing", () => {
    const table = lastBreak().must(skip, { type: "end" });
    expect(table.tell(FINALE_DEALT)).toBe("wrong_phase");
    expect(see(table)).toMatchObject({ phase: "finished", finale: null });
  });
});

describe("F2 three pairs, one after the other", () => {
  test("each has the time that its words take to be read", () => {
    const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");
    expect(finaleMs({ prompt: "Why?", a: "So.", b: "No." })).toBe(12_000);
    expect(finaleMs({ prompt: words(6), a: words(15), b: words(15) })).toBe(17_000);
    expect(finaleMs({ prompt: words(8), a: words(200), b: words(200) })).toBe(40_000);
  });

  test("a pair ends with its time, by a skip, or when everybody who is here has locked in", () => {
    const table = finale(["ada", "grace"]);
    expect(see(table)).toMatchObject({ phase: "finale", remainingMs: 12_000, finale: { index: 1, count: 3 } });
    table.now += 12_000;
    table.must({ type: "tick" });
    expect(see(table)).toMatchObject({ remainingMs: 12_000, finale: { index: 2, pair: { prompt: "Prompt 1?" } } });
    table.must(...judge("ada", 1, "a"), vote("grace", 1, "a"));
    expect(see(table)).toMatchObject({ lockedIn: 1, finale: { index: 2 } });
    table.must(lock("grace"));
    expect(see(table)).toMatchObject({ lockedIn: 0, finale: { index: 3 } });
    table.must(skip);
    expect(phase(table)).toBe("unmasking");
    table.now += 3 * table.state.settings.revealMs;
    expect(phase(table.must({ type: "tick" }))).toBe("finished");
  });

  test("a verdict can be changed until it is locked, and counts as it is when time is up", () => {
    const table = finale(["ada", "grace", "eve"]);
    expect(table.tell(lock("ada"))).toBe("incomplete");
    table.must(vote("ada", 0, "a"), vote("ada", 0, "bothBad"), vote("grace", 0, "a"), vote("grace", 0, "b"));
    expect(table.tell(vote("ada", 0, "bothBad"))).toBe("duplicate");
    table.must(lock("ada"));
    expect(table.tell(lock("ada"))).toBe("duplicate");
    expect(table.tell(vote("ada", 0, "a"))).toBe("locked_in");
    table.must(vote("eve", 0, "cantJudge"));
    expect([...table.state.players.values()].map(({ judged }) => judged)).toEqual([1, 1, 0]);
    table.now += 12_000;
    table.must({ type: "tick" });
    expect(see(table)).toMatchObject({ lockedIn: 0, finale: { index: 2 } });
    table.must(vote("ada", 1, "a"), skip, skip);
    expect(told(table.state.finale).pairs[0]).toMatchObject({ forNow: 0, forBefore: 1, neither: 1 });
  });

  test("a verdict is given in its own pair's time, by players alone, and not in a pause", () => {
    const table = finale(["ada", "grace"]).must(...judge("ada", 0, "a"));
    expect(table.tell(vote("grace", 1, "b"))).toBe("unknown_pair");
    expect(table.tell(vote("eve", 0, "b"))).toBe("not_a_player");
    table.must(vote("grace", 0, "a"), { type: "pause" });
    expect(table.tell(vote("grace", 0, "b"))).toBe("wrong_phase");
    expect(table.tell(lock("grace"))).toBe("wrong_phase");
    table.must({ type: "resume" }, ...judge("grace", 0, "b"));
    expect(table.tell(vote("grace", 0, "b"))).toBe("unknown_pair");
    expect(table.tell({ type: "predict", playerId: "ada", share: 1 })).toBe("wrong_phase");
    expect(table.tell({ type: "deal", playerId: "ada", count: 1 })).toBe("wrong_phase");
  });

  test("whoever comes late judges what is left, and whoever leaves doesn't hold it up", () => {
    const table = finale(["ada", "grace"]).must(...judge("ada", 0, "a"), { type: "leave", playerId: "grace" });
    expect(see(table).finale?.index).toBe(2);
    table.must(join("joan"), ...judge("ada", 1, "a"), ...judge("joan", 1, "b"));
    expect(see(table).finale?.index).toBe(3);
    table.must({ type: "drop", playerId: "ada" }, { type: "drop", playerId: "joan" });
    expect(see(table).finale?.index).toBe(3);
    table.must(skip);
    expect(told(table.state.finale)).toMatchObject({ voters: 2 });
  });

  test("a kicked player's verdicts are gone, nobody earns points, and time can be added", () => {
    const table = finale(["ada", "grace", "eve"]).must(...judge("eve", 0, "a"), ...judge("ada", 0, "b"));
    const before = table.score("ada");
    table.must({ type: "extend" }, { type: "kick", playerId: "eve" }, ...judge("grace", 0, "b"), skip, skip);
    expect(told(table.state.finale).pairs[0]).toMatchObject({ forNow: 0, forBefore: 2 });
    expect(table.score("ada")).toBe(before);
    expect(table.effects.filter(({ type }) => type === "award")).toHaveLength(2);
  });
});

describe("F3 the masks", () => {
  const viewers: readonly Viewer[] = [
    { role: "player", id: "ada" },
    { role: "player", id: "grace" },
    { role: "host" },
    { role: "spectator" },
  ];

  test.each(viewers)("hide from %o who wrote what and what the others said, until all pairs are judged", (viewer) => {
    const table = finale(["ada", "grace"]).must(vote("grace", 0, "bothBad"));
    for (let pair = 0; pair < 3; pair++) {
      const { a, b, prompt } = FINALE.pairs[pair]!;
      expect(see(table, viewer).finale).toMatchObject({ pair: { a, b, prompt }, unmasked: [], verdict: "", voters: 0 });
      expect(see(table, viewer).finale).toMatchObject({ versionBefore: -1, versionNow: -1 });
      const text = textOf(table, viewer);
      expect(text).not.toContain("nowIsA");
      if (viewer.role !== "player" || viewer.id !== "grace") expect(text).not.toContain("bothBad");
      for (const later of FINALE.pairs.slice(pair + 1)) expect(text).not.toContain(later.prompt);
      table.must(skip);
    }
    const { unmasked, pair, versionBefore, versionNow } = see(table, viewer).finale!;
    expect({ pair, versionBefore, versionNow }).toEqual({ pair: null, versionBefore: 3, versionNow: 47 });
    expect(unmasked.map(({ nowIsA }) => nowIsA)).toEqual([true, false, true]);
    expect(unmasked[0]).toMatchObject({ neither: 1 });
  });

  test("a reloaded page knows its own verdict on the pair that is shown", () => {
    const table = finale(["ada", "grace"]).must(vote("ada", 0, "b"));
    expect(see(table, { role: "player", id: "ada" }).own).toMatchObject({ verdict: "b", locked: false });
    table.must(lock("ada"));
    expect(see(table, { role: "player", id: "ada" }).own).toMatchObject({ verdict: "b", locked: true });
    expect(see(table, { role: "player", id: "grace" }).own).toBeNull();
    table.must(skip);
    expect(see(table, { role: "player", id: "ada" }).own).toBeNull();
  });

  test("come off once, when its votes are handed to learning, and stay off at the end", () => {
    const table = finale(["ada"]);
    table.effects.length = 0;
    table.must(...[0, 1, 2].flatMap((pair) => judge("ada", pair, "a")));
    expect(table.effects).toEqual([{ type: "closeRound", roundId: "the-finale" }]);
    table.must(skip);
    expect(see(table)).toMatchObject({ phase: "finished", finale: { voters: 1, preferNow: 1, verdict: "few" } });
  });

  test("a host who ends the game gets what is in by then", () => {
    const table = finale(["ada"]).must(vote("ada", 0, "b"), { type: "end" });
    expect(see(table).finale).toMatchObject({ voters: 1, preferBefore: 1 });
    expect(table.effects.slice(-2)).toEqual([{ type: "closeRound", roundId: "the-finale" }, { type: "finish" }]);
  });

  test("M7 a hidden answer stays hidden", () => {
    const table = finale(["ada"]).must({ type: "hide", answerId: "left-id-0", hidden: true });
    expect(see(table).finale?.pair).toMatchObject({ a: "[…]", b: "right 0" });
    table.must(skip, skip, skip);
    expect(see(table).finale?.unmasked[0]).toMatchObject({ a: "[…]", b: "right 0" });
  });
});

describe("C1 a finale whose process died", () => {
  const members = ["ada", "grace"].map((id) => ({
    ...{ id, nickname: id, avatar: 0, team: 0, muted: false, score: 10, streak: 2, wins: 0, played: true },
  }));
  function comeBack(left: Partial<InterruptedFinale> = {}): Table {
    const table = new Table();
    const { roundId, ...dealt } = FINALE;
    const found = {
      roundId,
      dealt,
      step: 0,
      paused: false,
      closed: false,
      verdicts: [],
      locked: [],
      hidden: [],
      ...left,
    };
    const between = resumedGame(table.state.settings, 2, members, table.now);
    table.state = resumedFinale(between, found, table.now);
    return table;
  }
  const cast = (playerId: string, pair: number, verdict: VerdictChoice) => ({
    ...{ playerId, verdict, pairId: FINALE.pairs[pair]!.id },
  });

  test("what is stored of it says which pair is judged, and whether it is paused", () => {
    const table = finale(["ada"]).must(skip, { type: "pause" });
    expect(beatUnderWay(table.state.phase)).toEqual({ roundId: "the-finale", beat: "finale", step: 1, paused: true });
  });

  test("goes on with its pair and all that was acknowledged", () => {
    const verdicts = [cast("ada", 0, "a"), cast("ada", 1, "b"), cast("gone", 1, "a"), cast("grace", 1, "cantJudge")];
    const locked = [cast("ada", 0, "a"), cast("grace", 1, "cantJudge"), cast("gone", 1, "a")];
    const table = comeBack({ step: 1, verdicts, locked });
    expect(see(table)).toMatchObject({ phase: "finale", interrupted: true, round: 2, finale: { index: 2 } });
    expect(see(table).players.get("ada")).toMatchObject({ score: 10, streak: 2, judged: 2 });
    table.must({ type: "return", playerId: "ada" }, { type: "return", playerId: "grace" });
    expect(see(table)).toMatchObject({ lockedIn: 1 });
    expect(table.tell(vote("grace", 1, "a"))).toBe("locked_in");
    table.must(vote("ada", 1, "a"), skip, skip);
    expect(told(table.state.finale)).toMatchObject({ voters: 1 });
    expect(told(table.state.finale).pairs[1]).toMatchObject({ forBefore: 1, forNow: 0, neither: 0 });
  });

  test("not with an earlier pair than the votes show, nor one that is none", () => {
    expect(see(comeBack({ verdicts: [cast("ada", 2, "a")] })).finale?.index).toBe(3);
    expect(see(comeBack({ step: 7 })).finale?.index).toBe(3);
  });

  test("paused, hidden, or over, as it was", () => {
    const held = comeBack({ paused: true, hidden: ["left-id-0"] });
    expect(see(held)).toMatchObject({ paused: true, finale: { pair: { a: "[…]" } } });
    const over = comeBack({ closed: true, verdicts: [cast("ada", 0, "a")] });
    expect(see(over)).toMatchObject({ phase: "unmasking", finale: { voters: 1, preferNow: 1 } });
    over.must(skip);
    expect(over.effects).toEqual([{ type: "finish" }]);
  });
});
