import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../shared/round/command.ts";
import {
  beatUnderWay,
  type InterruptedRound,
  RESUME_MS,
  resumedGame,
  resumedRound,
} from "../../../shared/round/game.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import type { GameState, Podium } from "../../../shared/round/state.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import { rankingOf, verdictsOf } from "../../../shared/round/votes/rankings.ts";
import { type RoundBallots, scoreRound, streaksAfter } from "../../../shared/round/votes/scoring.ts";
import { VERDICTS } from "../../../shared/round/votes/verdict.ts";
import { DEALT, PAIR, showdown, Table } from "../../support/play.ts";

const NOTHING: RoundBallots = { showdown: new Map(), ranking: new Map() };
const PODIUM: Podium = {
  ...{ id: "r1", prompt: "?", pairs: [] },
  answers: ["p", "q", "r"].map((id) => ({ id, text: id, version: 1, contestant: "", reward: null })),
};
const TASK = { id: "r1", prompt: "Why?" };
const vote = (playerId: string, verdict: "a" | "b" = "a") =>
  ({ type: "vote", playerId, pairId: PAIR.id, verdict }) as const;
const predict = (playerId: string, share: number) => ({ type: "predict", playerId, share }) as const;

/** A round as the stores know it. */
function interruptedRound(left: Partial<InterruptedRound> = {}): InterruptedRound {
  return {
    ...{ id: "r1", index: 1, policyVersion: 41, beat: null, paused: false, task: null, contest: null },
    ...{ answers: new Map(), ballots: NOTHING, judged: new Map(), hidden: [], ...left },
  };
}

/** A table at which these players had been, with what is left of their round. */
function comeBack(left: Partial<InterruptedRound>, settings = {}, players = ["ada", "grace"]): Table {
  const mode = left.contest === PODIUM ? "podium" : left.task ? "bot" : "duel";
  const table = new Table({ mode, ...settings });
  const members = players.map((id) => ({
    ...{ id, nickname: id, avatar: 0, team: 0, muted: false },
    ...{ score: 10, streak: 2, wins: 1 },
  }));
  const between = resumedGame(table.state.settings, 1, members, table.now);
  const { state, effects } = resumedRound(between, interruptedRound(left), table.now);
  table.state = state;
  table.effects.push(...effects);
  return table;
}

const phase = (table: Table) => table.state.phase.name;
const see = (table: Table, id = "nobody") => viewFor(table.state, { role: "player", id }, table.now);
const here = (table: Table) =>
  table.must(...[...table.state.players.keys()].map((playerId): Command => ({ type: "return", playerId })));

describe("a round goes on after its process died", () => {
  test.each([
    [null, {}, "dealing", [{ type: "openRound", index: 1 }]],
    ["writing", { task: TASK }, "writing", []],
    ["gathering", { task: TASK }, "gathering", [{ type: "gather", roundId: "r1" }]],
    ["rapid", { contest: PAIR }, "rapid", []],
    ["showdown", { contest: PAIR }, "showdown", []],
    ["rapid", { contest: PODIUM }, "rapid", []],
    ["ranking", { contest: PODIUM }, "ranking", []],
  ] as const)("C1 in the beat that was under way: %s", (beat, left, expected, effects) => {
    const table = comeBack({ beat, ...left });
    expect(phase(table)).toBe(expected);
    expect(table.effects).toEqual(effects);
    expect(table.state).toMatchObject({ round: 1, policyVersion: 41 });
  });

  test("C1 with all that was put in, and the beat's whole time", () => {
    const ballots = { ...NOTHING, showdown: new Map([["ada", { verdict: "tie", share: 0.2 } as const]]) };
    const judged = new Map([["ada", 7]]);
    const table = comeBack({ beat: "showdown", contest: PAIR, ballots, judged }, { showdownMs: 20_000 });
    expect(see(table, "ada").own).toMatchObject({ verdict: "tie", share: 0.2 });
    expect(see(table, "grace").own).toBeNull();
    expect(see(table)).toMatchObject({ remainingMs: 20_000, paused: false });
    expect(see(table).players.get("ada")).toMatchObject({ judged: 7, locked: true, score: 10, streak: 2, wins: 1 });
    expect(here(table).tell(vote("ada"))).toBe("duplicate");
    table.now += 20_000;
    expect(phase(table.must({ type: "tick" }))).toBe("reveal");
  });

  test("C1 with what was written, which is in nobody else's view", () => {
    const answers = new Map([
      ["ada", "by ada"],
      ["gone", "by a player who was removed"],
    ]);
    const table = here(comeBack({ beat: "writing", task: TASK, answers }, { mode: "bot" }));
    expect(see(table, "ada").own).toMatchObject({ answer: "by ada" });
    expect(JSON.stringify(see(table, "grace"))).not.toContain("by ");
    expect(table.tell({ type: "write", playerId: "ada", text: "again" })).toBe("duplicate");
    expect(table.state.phase).toMatchObject({ answers: new Map([["ada", "by ada"]]) });
  });

  test("C1 a pause lasts until the host ends it", () => {
    const table = here(comeBack({ beat: "showdown", contest: PAIR, paused: true }, { showdownMs: 20_000 }));
    table.now += 1_000_000;
    table.must({ type: "tick" });
    expect(see(table)).toMatchObject({ phase: "showdown", paused: true, interrupted: false, remainingMs: 20_000 });
    table.must({ type: "resume" });
    table.now += 20_000;
    expect(phase(table.must({ type: "tick" }))).toBe("reveal");
  });

  test("M7 hidden answers stay hidden", () => {
    const table = comeBack({ beat: "showdown", contest: PAIR, hidden: [PAIR.answerA] });
    expect(see(table).showdown).toMatchObject({ a: "[…]", b: PAIR.b });
  });

  const guess = { ...NOTHING, showdown: new Map([["ada", { verdict: null, share: 1 }]]) };
  const verdict = { ...NOTHING, showdown: new Map([["ada", { verdict: "a", share: null } as const]]) };
  const picked = { ...NOTHING, ranking: new Map([["ada", { ranking: null, pick: "p" }]]) };
  test.each<[string, Partial<InterruptedRound>]>([
    ["showdown", { beat: "rapid", contest: PAIR, ballots: guess }],
    ["showdown", { beat: null, contest: PAIR, ballots: verdict }],
    ["ranking", { beat: "rapid", contest: PODIUM, ballots: picked }],
    ["rapid", { beat: "writing", task: TASK, contest: PAIR, answers: new Map([["ada", "by ada"]]) }],
    ["rapid", { beat: "gathering", task: TASK, contest: PAIR }],
  ])("C2 not in an earlier one than what is stored shows: %s", (expected, left) => {
    expect(phase(comeBack(left))).toBe(expected);
  });

  test("C3 no beat ends early while players come back, and then it does", () => {
    const table = comeBack({ beat: "showdown", contest: PAIR }, {}, ["ada", "grace"]);
    table.must({ type: "return", playerId: "ada" }, vote("ada"), predict("ada", 1));
    table.must({ type: "drop", playerId: "ada" }, { type: "return", playerId: "ada" });
    expect(see(table)).toMatchObject({ phase: "showdown", interrupted: true });
    table.now += RESUME_MS - 1;
    expect(table.tell({ type: "tick" })).toBe("too_early");
    table.must({ type: "return", playerId: "grace" }, vote("grace"));
    table.now += 1;
    table.must({ type: "tick" });
    expect(see(table)).toMatchObject({ phase: "showdown", interrupted: false });
    expect(see(table.must(predict("grace", 1)))).toMatchObject({ phase: "reveal" });

    const all = new Map(["ada", "grace"].map((id) => [id, { verdict: "a", share: 1 } as const]));
    const done = here(comeBack({ beat: "showdown", contest: PAIR, ballots: { ...NOTHING, showdown: all } }));
    expect(phase(done)).toBe("showdown");
    done.now += RESUME_MS;
    expect(phase(done.must({ type: "tick" }))).toBe("reveal");
    expect(done.score("ada")).toBe(110);
  });

  test("C3 a beat that is shorter ends at its deadline, and the notice with its own", () => {
    const table = comeBack({ beat: "showdown", contest: PAIR }, { showdownMs: 5_000, revealMs: 60_000 });
    table.now += 5_000;
    expect(see(table.must({ type: "tick" }))).toMatchObject({ phase: "reveal", interrupted: true });
    table.now += 5_000;
    expect(see(table.must({ type: "tick" }))).toMatchObject({ phase: "reveal", interrupted: false });
  });

  test("what is to be stored of a phase is its round, its beat and whether it is held", () => {
    const table = new Table({}, ["ada"]).must({ type: "start" });
    expect(beatUnderWay(table.state.phase)).toBeNull();
    table.must(DEALT);
    expect(beatUnderWay(table.state.phase)).toEqual({ roundId: "r1", beat: "rapid", step: 0, paused: false });
    table.must({ type: "skip" }, { type: "pause" });
    expect(beatUnderWay(table.state.phase)).toEqual({ roundId: "r1", beat: "showdown", step: 0, paused: true });
    expect(beatUnderWay(table.must({ type: "skip" }).state.phase)).toBeNull();
  });
});

describe("whatever was put in", () => {
  const player = fc.constantFrom("ada", "grace", "joan");
  const verdict = fc.constantFrom(...VERDICTS);
  const share = fc.constantFrom(0, 0.25, 0.5, 0.9, 1);
  const command: fc.Arbitrary<Command> = fc.oneof(
    fc.record({ type: fc.constant("vote" as const), playerId: player, pairId: fc.constant(PAIR.id), verdict }),
    fc.record({ type: fc.constant("predict" as const), playerId: player, share }),
  );

  /** What the stores hold of a state in its showdown. */
  const storedOf = ({ phase: now }: GameState): Partial<InterruptedRound> => ({
    ...{ beat: "rapid", contest: PAIR },
    ballots: { ...NOTHING, showdown: now.name === "showdown" ? now.ballots : new Map() },
  });

  test("C1 C4 a showdown that is cut in two anywhere awards what it would have awarded", () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 1, maxLength: 8 }), fc.nat(8), (commands, cut) => {
        // Somebody who puts nothing in keeps the showdown open.
        const whole = showdown(["ada", "grace", "joan", "idle"]);
        for (const one of commands.slice(0, cut)) whole.tell(one);
        const rest = here(comeBack(storedOf(whole.state), {}, ["ada", "grace", "joan", "idle"]));
        if (phase(rest) === "rapid") rest.must({ type: "skip" }); // nothing was put in yet
        for (const one of commands.slice(cut)) expect(rest.tell(one)).toBe(whole.tell(one));
        const [there, now] = [whole, rest].map((table) => {
          table.effects.length = 0;
          table.must({ type: "skip" });
          return table.effects.find(({ type }) => type === "closeRound");
        });
        expect(now).toEqual(there);
        for (const id of ["ada", "grace", "joan"]) expect(rest.score(id)).toBe(10 + (whole.score(id) ?? 0));
      }),
    );
  });

  test("C4 the ballots alone score a round as the game does", () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        const table = showdown(["ada", "grace", "joan", "idle"]);
        for (const one of commands) table.tell(one);
        const ballots = storedOf(table.state).ballots ?? NOTHING;
        table.must({ type: "skip" });
        const closed = table.effects.find((effect) => effect.type === "closeRound");
        const points = new Map([...scoreRound(ballots)].map(([id, scored]) => [id, scored.points]));
        expect(points).toEqual(closed?.points);
      }),
    );
  });

  test("K2 a ranking is found again in the verdicts that it amounts to", () => {
    const ids = ["p", "q", "r", "s"];
    const pairs = ids.flatMap((answerA, i) => ids.slice(i + 1).map((answerB) => ({ answerA, answerB })));
    fc.assert(
      fc.property(fc.shuffledSubarray(ids, { minLength: 4 }), fc.infiniteStream(fc.nat()), (ranking, stream) => {
        const verdicts = verdictsOf(ranking, pairs).map((one) => ({ one, at: stream.next().value }));
        const shuffled = verdicts.sort((x, y) => x.at - y.at).map(({ one }) => one);
        expect(rankingOf(shuffled)).toEqual(ranking);
      }),
    );
  });

  test("S5 streaks are those that the game had counted", () => {
    const rounds = [1, 0.9, 0.2].map((guess) => ({
      ...NOTHING,
      showdown: new Map([
        ["ada", { verdict: null, share: guess }],
        ["grace", { verdict: "a", share: 0.5 } as const],
      ]),
    }));
    expect(streaksAfter(rounds.slice(0, 2))).toEqual(new Map([["ada", 2]]));
    expect(streaksAfter(rounds)).toEqual(new Map([["ada", 0]]));
    const picks = {
      ...NOTHING,
      ranking: new Map([
        ["ada", { ranking: null, pick: "p" }],
        ["grace", { ranking: ["p", "q"], pick: null }],
      ]),
    };
    expect(streaksAfter([...rounds.slice(0, 1), NOTHING, picks]).get("ada")).toBe(2);
  });
});

describe("points of a round that has no reveal", () => {
  test("S7 a host who ends the game in a showdown voids no prediction", () => {
    const table = showdown(["ada", "grace", "idle"]).must(vote("grace"), predict("ada", 1), { type: "end" });
    expect(phase(table)).toBe("finished");
    expect(table.score("ada")).toBe(100);
    const [close, award, finish] = table.effects.slice(-3);
    expect(close).toEqual({ type: "closeRound", roundId: "r1", points: new Map([["ada", 100]]) });
    expect(award).toMatchObject({ type: "award", awards: new Map([["ada", { points: 100, total: 100 }]]) });
    expect(finish).toEqual({ type: "finish" });
  });
});

test("P9 a game between two rounds goes on with the next one", () => {
  const ada = { id: "ada", nickname: "Ada", avatar: 1, score: 120, streak: 3, wins: 2, team: 0, muted: true };
  const game = resumedGame({ ...DEFAULT_SETTINGS, rounds: 2 }, 1, [ada], 0);
  expect(game.players.get("ada")).toMatchObject({ score: 120, streak: 3, wins: 2, muted: true, presence: "left" });
});
