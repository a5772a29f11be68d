import { expect, test } from "vitest";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import { timeLeft } from "../../../shared/round/state.ts";
import type { VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { DEALT, PAIR, showdown, Table } from "../../support/play.ts";

const vote = (playerId: string, verdict: VerdictChoice, pairId = PAIR.id) =>
  ({ type: "vote", playerId, pairId, verdict }) as const;
const predict = (playerId: string, share: number) => ({ type: "predict", playerId, share }) as const;
const lock = (playerId: string) => ({ type: "lock", playerId }) as const;
const phase = (table: Table) => table.state.phase.name;
const seeTime = ({ state, now }: Table) => ("timer" in state.phase ? timeLeft(state.phase.timer, now) : null);

test("V2 verdict and prediction can be changed, in any order, until the player locks in", () => {
  const table = showdown(["ada", "grace"]).must(predict("ada", 0.2), vote("ada", "tie"), vote("ada", "a"));
  expect(table.tell(vote("ada", "a"))).toBe("duplicate");
  expect(table.tell(predict("ada", 0.2))).toBe("duplicate");
  table.must(predict("ada", 0.3));
  expect(table.state.players.get("ada")?.judged).toBe(1);
  table.must(vote("ada", "cantJudge"));
  expect(table.state.players.get("ada")?.judged).toBe(0);
  table.must(vote("ada", "b"), lock("ada"));
  expect(table.tell(vote("ada", "a"))).toBe("locked_in");
  expect(table.tell(predict("ada", 0.9))).toBe("locked_in");
  for (const again of [vote("ada", "b"), predict("ada", 0.3), lock("ada")]) expect(table.tell(again)).toBe("duplicate");
  const ada = { verdict: "b", share: 0.3, locked: true };
  expect(table.state.phase).toMatchObject({ ballots: new Map([["ada", ada]]) });
});

test("V2 what isn't locked in when time is up counts", () => {
  const table = showdown(["ada", "grace"]).must(vote("grace", "a"), vote("grace", "b"), predict("ada", 0));
  expect(table.must({ type: "skip" }).score("ada")).toBe(500);
});

test("V7 who can't judge gives no vote, and may guess and lock in all the same", () => {
  const table = showdown(["ada", "grace", "joan"]).must(vote("ada", "cantJudge"), vote("grace", "b"));
  table.must(predict("ada", 0.1), lock("ada"), predict("grace", 0.9), { type: "skip" });
  expect(table.state.phase).toMatchObject({
    shown: { outcome: { votes: { a: 0, b: 1, tie: 0, bothBad: 0 }, abstained: 1, share: 0 } },
  });
  expect(table.score("ada")).toBe(480);
  expect(table.score("grace")).toBe(0); // nobody else has voted
});

test("S8 a guess that is closer than the reward model's is told so, and earns nothing for it", () => {
  const awards = (share: number) => {
    const table = showdown(["ada", "grace"]).must(vote("grace", "a"), predict("ada", share), { type: "skip" });
    return table.state.phase.name === "reveal" ? table.state.phase.awards.get("ada") : undefined;
  };
  // The reward model says 0.875, and all of the others take A.
  expect(awards(0.95)).toMatchObject({ beatsRewardModel: true, points: 495 });
  expect(awards(0.875)).toMatchObject({ beatsRewardModel: false });
  expect(awards(0.2)).toMatchObject({ beatsRewardModel: false });
});

test("P11 a title card of two seconds comes before the showdown, and of a tenth of a shorter one; nothing can be put in", () => {
  const table = new Table({ showdownMs: 30_000 }, ["ada"]).must({ type: "start" }, DEALT, { type: "skip" });
  expect([phase(table), seeTime(table)]).toEqual(["title", 2_000]);
  for (const early of [vote("ada", "a"), vote("ada", "a", "a rapid pair"), predict("ada", 1), lock("ada")])
    expect(table.tell(early)).toBe("not_open");
  table.now += 2_000;
  expect([phase(table.must({ type: "tick" })), seeTime(table)]).toEqual(["showdown", 30_000]);
  expect(table.tell(vote("ada", "a"))).toBeNull();
  const short = new Table({ showdownMs: 3_000 }).must({ type: "start" }, DEALT, { type: "skip" });
  expect(seeTime(short)).toBe(300);
});

test("P12 a showdown lasts as long as its words take, stretched as the host says, or as the host has fixed it", () => {
  const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");
  const contest = { ...PAIR, prompt: words(20), a: words(60), b: words(40) };
  const time = (settings: Partial<SessionSettings>, dealt = contest) => {
    const table = new Table({ timing: "words", ...settings }).must({ type: "start" });
    return seeTime(table.must({ ...DEALT, contest: dealt } as typeof DEALT, { type: "skip" }, { type: "skip" }));
  };
  expect(time({})).toBe(38_000); // 120 words at 240 a minute, and 8 seconds
  expect(time({ readingTime: 2 })).toBe(76_000);
  expect(time({}, { ...contest, prompt: "为什么？", a: "因为".repeat(40), b: "" })).toBe(28_000);
  expect(time({ timing: "fixed", showdownMs: 7_000 })).toBe(7_000);
});
