import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Command } from "../../../shared/round/command.ts";
import { MODE_NAMES, MODES, type Mode } from "../../../shared/round/modes.ts";
import type { Podium } from "../../../shared/round/state.ts";
import { countRankings, isRankingOf, verdictsOf } from "../../../shared/round/votes/rankings.ts";
import { pickShares, pointsForPick } from "../../../shared/round/votes/scoring.ts";
import { DEALT, FINALE, FINALE_DEALT, join, PAIR, showdown, Table } from "../../support/play.ts";

const IDS = ["p", "q", "r", "s"];
const PODIUM: Podium = {
  ...{ id: "podium", prompt: "?", pairs: [] },
  answers: IDS.map((id) => ({ id, text: id, version: 1, contestant: "", reward: null })),
};
const player = fc.constantFrom("ada", "grace", "joan", "eve");
const ranking = fc.shuffledSubarray(IDS, { minLength: 4 });
const contest = fc.constantFrom(PAIR, { ...PAIR, writerA: "ada" }, null);
const command: fc.Arbitrary<Command> = fc.oneof(
  player.map(join),
  fc.record({ type: fc.constantFrom("return" as const, "drop" as const, "leave" as const), playerId: player }),
  fc.record({ type: fc.constant("kick" as const), playerId: fc.constant("eve") }) as fc.Arbitrary<Command>,
  fc.constantFrom<Command>(
    { type: "start" },
    { type: "skip" },
    { type: "tick" },
    { type: "pause" },
    { type: "resume" },
  ),
  contest.map((dealt) => ({ ...DEALT, contest: dealt }) as Command),
  fc.constant<Command>({ type: "asked", roundId: "r1", policyVersion: 1, task: { id: "r1", prompt: "?" } }),
  player.map((playerId): Command => ({ type: "write", playerId, text: "words" })),
  fc.record({ type: fc.constant("rank" as const), playerId: player, podiumId: fc.constant("podium"), ranking }),
  fc.record({ type: fc.constant("pick" as const), playerId: player, answerId: fc.constantFrom(...IDS, "x") }),
  fc.record({
    ...{ type: fc.constant("vote" as const), playerId: player },
    ...{ pairId: fc.constantFrom(PAIR.id, "another"), verdict: fc.constantFrom("a" as const, "b" as const) },
  }),
  fc.constantFrom<Command>(FINALE_DEALT, { type: "finaleDealt", finale: { absent: "unchanged" } }, { type: "end" }),
  fc.record({
    ...{ type: fc.constant("vote" as const), playerId: player },
    ...{
      pairId: fc.constantFrom(...FINALE.pairs.map(({ id }) => id)),
      verdict: fc.constantFrom("a" as const, "tie" as const),
    },
  }),
  fc.record({ type: fc.constant("predict" as const), playerId: player, share: fc.constantFrom(0, 0.3, 1) }),
);
const settings = fc.record({
  ...{ mode: fc.constantFrom(...MODE_NAMES), teams: fc.constantFrom(0 as const, 2 as const, 3 as const) },
  ...{ rounds: fc.constantFrom(0, 2), maxPlayers: fc.constant(3) },
});

/** What is dealt is what the mode deals. */
const inMode = (mode: Mode, one: Command): Command =>
  one.type === "dealt" && one.contest !== null && MODES[mode].deals === "podium" ? { ...one, contest: PODIUM } : one;

const NEXT: Readonly<Record<string, readonly string[]>> = {
  lobby: ["dealing"],
  dealing: ["writing", "rapid", "intermission"],
  writing: ["gathering"],
  gathering: ["rapid", "intermission"],
  rapid: ["showdown", "ranking"],
  showdown: ["reveal"],
  ranking: ["reveal"],
  reveal: ["intermission"],
  intermission: ["dealing", "lobby", "preparing"],
  preparing: ["finale", "finished"],
  finale: ["unmasking"],
  unmasking: ["finished"],
  finished: [],
};

test("in every mode phases follow their order, rounds are closed once, scores change by awards alone, rejections change nothing", () => {
  fc.assert(
    fc.property(settings, fc.array(command, { maxLength: 120 }), (given, commands) => {
      const table = new Table(given);
      let open = 0;
      for (const one of commands.map((any) => inMode(given.mode, any))) {
        const before = table.state;
        table.effects.length = 0;
        const rejected = table.tell(one) !== null;
        if (rejected) {
          expect(table.state).toBe(before);
          expect(table.effects).toEqual([]);
        }
        const [from, to] = [before.phase.name, table.state.phase.name];
        // A player who leaves may end a beat and so pass through what was to come.
        if (from !== to && one.type !== "end") expect(NEXT[from]).toContain(to);
        if (from === "preparing" && to === "finale") open++;
        for (const { type } of table.effects) open += type === "openRound" ? 1 : type === "closeRound" ? -1 : 0;
        // What is dealt to a game that ended meanwhile is closed by whoever dealt it.
        const closed = ["lobby", "reveal", "intermission", "preparing", "unmasking", "finished"].includes(to);
        if (from === "dealing" && one.type === "end") open--;
        expect(open).toBe(closed ? 0 : 1);
        const award = table.effects.find(({ type }) => type === "award");
        for (const [id, { score }] of before.players) {
          const now = table.score(id);
          const points = award?.type === "award" ? (award.awards.get(id)?.points ?? 0) : 0;
          if (now !== undefined) expect(now).toBe(score + points);
        }
      }
    }),
    { numRuns: 400 },
  );
});

test("T1 teams differ by one player at most, as long as everyone stays", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(2 as const, 3 as const, 4 as const),
      fc.integer({ min: 1, max: 40 }),
      (teams, count) => {
        const table = new Table(
          { teams, maxPlayers: 60 },
          Array.from({ length: count }, (_, i) => `p${i}`),
        );
        const sizes = Array.from(
          { length: teams },
          (_, i) => [...table.state.players.values()].filter(({ team }) => team === i + 1).length,
        );
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
      },
    ),
  );
});

test("S1 S5 a player's own verdict changes neither their points nor their streak", () => {
  const verdict = fc.constantFrom("a" as const, "b" as const, "tie" as const, "bothBad" as const);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(verdict, { minLength: 1, maxLength: 8 }), verdict, share, (others, own, predicted) => {
      const play = (mine: typeof own | null) => {
        const table = showdown(["me", ...others.map((_, i) => `p${i}`)]);
        for (const [i, cast] of others.entries()) {
          table.must({ type: "vote", playerId: `p${i}`, pairId: PAIR.id, verdict: cast });
        }
        table.must({ type: "predict", playerId: "me", share: predicted });
        if (mine !== null) table.must({ type: "vote", playerId: "me", pairId: PAIR.id, verdict: mine });
        const { score, streak } = table.must({ type: "skip" }).state.players.get("me") ?? {};
        return { score, streak };
      };
      expect(play(own)).toEqual(play(null));
    }),
  );
});

describe("rankings", () => {
  test("K1 exactly the permutations are rankings", () => {
    fc.assert(fc.property(ranking, (order) => isRankingOf(order, IDS)));
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...IDS, "x"), { maxLength: 6 }), (order) => {
        expect(isRankingOf(order, IDS)).toBe([...order].sort().join() === IDS.join());
      }),
    );
  });

  test("K2 a ranking's verdicts say of every pair which answer stands higher", () => {
    const pairs = IDS.flatMap((answerA, i) => IDS.slice(i + 1).map((answerB) => ({ answerA, answerB })));
    fc.assert(
      fc.property(ranking, (order) => {
        const verdicts = verdictsOf(order, pairs);
        expect(verdicts).toHaveLength(6);
        for (const { pair, verdict } of verdicts) {
          const higher = order.indexOf(pair.answerA) < order.indexOf(pair.answerB);
          expect(verdict).toBe(higher ? "a" : "b");
        }
      }),
    );
  });

  test("K4 scores are shares that add up to half the answers, firsts to the rankings", () => {
    fc.assert(
      fc.property(fc.array(ranking, { minLength: 1, maxLength: 20 }), (rankings) => {
        const { answers } = countRankings(IDS, rankings);
        expect(answers.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(2);
        expect(answers.reduce((sum, { firsts }) => sum + firsts, 0)).toBe(rankings.length);
      }),
    );
  });

  test("K3 nothing pays better than the answer that most others put first", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...IDS), { minLength: 1 }), (firsts) => {
        const shares = pickShares(IDS, firsts);
        const points = IDS.map((id) => pointsForPick(shares.get(id) ?? 0));
        const commonest = IDS.map((id) => firsts.filter((first) => first === id).length);
        expect(points[commonest.indexOf(Math.max(...commonest))]).toBe(Math.max(...points));
        expect(Math.min(...points)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
