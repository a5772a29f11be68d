import { describe, expect, test } from "vitest";
import { reportTables } from "../../../client/results/report-tables.ts";
import type { PlayerResult, ReliabilityResult, SessionResults } from "../../../shared/protocol/results.ts";

const player = (nickname: string, reliability: ReliabilityResult | null): PlayerResult => ({
  ...{ nickname, team: 0, score: 10, rank: 1, votes: 31, predictions: 0, meanPoints: null, medianSeconds: 2 },
  ...{ address: null, tooFast: 0, teamName: "" },
  ...{ consistency: null, reliability, muted: false, status: "playing", joinedAt: "2026-11-26T10:00:00Z" },
});
const results = (...players: PlayerResult[]): SessionResults => ({
  ...{
    code: "ABCD",
    title: "",
    criterion: "overall",
    question: "",
    createdAt: "",
    finishedAt: null,
    openRounds: 0,
    players,
    votes: { cast: 0, counted: 0, tooFast: 0, waiting: 0 },
    identical: [],
    rounds: [],
    questions: [],
    finale: [],
    thenAndNow: null,
  },
});
const told = { share: 0.826, low: 0.6, high: 0.95, agreement: 0.91, weight: 1.213, repeats: 3, compared: 28 };

test("a player's reliability comes with its interval and what it rests on, and is empty where nothing is known", () => {
  const { columns, rows } = reportTables(results(player("Ann", told), player("Bob", null))).players;
  const column = (text: string) => rows.map((row) => row[columns.findIndex(({ heading }) => heading === text)]);
  expect(column("Reliability (95%; judged twice, compared)")).toEqual(["83% (60-95; 3, 28)", ""]);
  expect(column("Agrees with prediction")).toEqual(["91%", ""]);
  expect(column("Weight of a vote")).toEqual(["1.21", ""]);
});

test("reliability has no columns before a trainer has told any", () => {
  const { columns } = reportTables(results(player("Bob", null))).players;
  expect(columns.map(({ heading }) => heading)).not.toContain("Weight of a vote");
});

describe("unusual voting", () => {
  const people = ["Ann", "Bob", "Cyd", "Dot"].map((nickname) => player(nickname, null));
  const [ann, bob, cyd, dot] = people as [PlayerResult, PlayerResult, PlayerResult, PlayerResult];
  const shown = (given: Partial<SessionResults>) => reportTables({ ...results(...people), ...given }).unusual;

  test("lists who voted faster than reading allows, but for a slip or two, with the address", () => {
    const players = [
      { ...ann, tooFast: 20, votes: 40, address: "0123AB" },
      { ...bob, tooFast: 2, votes: 3 },
      { ...cyd, tooFast: 3, votes: 31 },
      { ...dot, tooFast: 3, votes: 30 },
    ];
    const { columns, rows } = shown({ players });
    expect(columns.map(({ heading }) => heading)).toEqual(["Player", "Address", "Too fast"]);
    expect(rows).toEqual([
      ["Ann", "0123AB", "20 of 40"],
      ["Dot", "", "3 of 30"],
    ]);
  });

  test("names with whom a player votes just alike", () => {
    const identical = [{ nicknames: ["Ann", "Cyd", "Dot"], common: 21, chance: 1e-5 }];
    expect(shown({ identical }).rows).toEqual([
      ["Ann", "Cyd, Dot (judged together: 21)"],
      ["Cyd", "Ann, Dot (judged together: 21)"],
      ["Dot", "Ann, Cyd (judged together: 21)"],
    ]);
  });

  test("is empty where there is nothing", () => {
    expect(shown({})).toEqual({ columns: [], rows: [] });
  });
});
