import { describe, expect, test } from "vitest";
import { seeded } from "../../../../shared/random/seeded.ts";
import { identicalBallots, type SharedBallot } from "../../../../shared/round/votes/identical-ballots.ts";

/** Ballots of players named by letter and number, the verdicts of each in a string, one letter a showdown; a blank is none. */
const ballots = (players: Readonly<Record<string, string>>): SharedBallot[] =>
  Object.entries(players).flatMap(([playerId, verdicts]) =>
    [...verdicts].flatMap((verdict, i) => (verdict === " " ? [] : [{ playerId, on: `showdown ${i}`, verdict }])),
  );
const copies = (name: string, count: number, verdicts: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${name}${i}`, verdicts]));

/** A class that mostly agrees: each verdict is the majority's with this probability, otherwise another. */
function honest(players: number, showdowns: number, agreement: number, random: () => number) {
  return Object.fromEntries(
    Array.from({ length: players }, (_, i) => [
      `player ${i}`,
      Array.from({ length: showdowns }, () => (random() < agreement ? "a" : "bt"[Math.floor(2 * random())]!)).join(""),
    ]),
  );
}

/** Verdicts as tossed. */
const tossed = (length: number, random: () => number) =>
  Array.from({ length }, () => (random() < 0.5 ? "a" : "b")).join("");

test("thirty copies beside three who vote for themselves are found after some twenty showdowns", () => {
  const random = seeded(2);
  const own = tossed(20, random);
  const others = { ann: tossed(20, random), bob: tossed(20, random), cyd: tossed(20, random) };
  const game = (showdowns: number) =>
    Object.fromEntries(
      Object.entries({ ...others, ...copies("seat ", 30, own) }).map(([name, all]) => [name, all.slice(0, showdowns)]),
    );
  expect(identicalBallots(ballots(game(4)))).toEqual([]);
  const [group, ...more] = identicalBallots(ballots(game(20)));
  expect(more).toEqual([]);
  expect(group).toMatchObject({ common: 20 });
  expect(group!.chance).toBeLessThan(1e-3);
  expect(group!.playerIds.toSorted()).toEqual(Object.keys(copies("seat ", 30, "")).toSorted());
});

test("the chance is that so many of the others agree, times the players", () => {
  const verdicts = "ab".repeat(35);
  const opposed = verdicts.replaceAll("a", "x").replaceAll("b", "y");
  const [found] = identicalBallots(ballots({ ann: verdicts, bob: verdicts, ...copies("other ", 1, opposed) }));
  // Two others, each of whom agrees with 0.85 on each of 70: at least one of them, or both.
  const one = 0.85 ** 70;
  expect(found!.chance).toBeCloseTo(3 * (1 - (1 - one) ** 2), 9);
  expect(found).toMatchObject({ playerIds: ["ann", "bob"], common: 70 });
});

describe("honest players are hardly ever named", () => {
  const games = 400;
  test.each([
    ["a class of 30, 8 showdowns, seven in ten agreeing", 30, 8, 0.7],
    ["a class of 30, 8 easy showdowns, nineteen in twenty agreeing", 30, 8, 0.95],
    ["a class of 30, 12 showdowns, all but one in a hundred agreeing", 30, 12, 0.99],
    ["five friends, 20 showdowns, nine in ten agreeing", 5, 20, 0.9],
    ["sixty players, 10 showdowns, half agreeing", 60, 10, 0.5],
  ])("%s", (_, players, showdowns, agreement) => {
    const random = seeded(3);
    let named = 0;
    for (let game = 0; game < games; game++)
      named += Number(identicalBallots(ballots(honest(players, showdowns, agreement, random))).length > 0);
    expect(named / games).toBeLessThan(0.01);
  });

  test("nor are two camps of one taste each", () => {
    const random = seeded(4);
    let named = 0;
    for (let game = 0; game < games; game++) {
      const camp = (name: string, liked: string) =>
        Array.from({ length: 15 }, (_, i) => {
          const verdicts = Array.from({ length: 12 }, () => (random() < 0.85 ? liked : liked === "a" ? "b" : "a"));
          return [`${name} ${i}`, verdicts.join("")];
        });
      const players = Object.fromEntries([...camp("kind", "a"), ...camp("playful", "b")]);
      named += Number(identicalBallots(ballots(players)).length > 0);
    }
    expect(named / games).toBeLessThan(0.02);
  });
});

test("who came later is compared on what both judged, and too little of that says nothing", () => {
  const random = seeded(6);
  const own = tossed(30, random);
  const others = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`other ${i}`, tossed(30, random)]));
  const late = { late: own.slice(24).padStart(30), latest: own.slice(26).padStart(30) };
  const [group, ...more] = identicalBallots(ballots({ ...copies("seat ", 9, own), ...late, ...others }));
  expect(more).toEqual([]);
  expect(group!.playerIds.filter((playerId) => !playerId.startsWith("seat"))).toEqual(["late"]);
  expect(group).toMatchObject({ common: 6 });
});

test("where everybody votes alike nothing is told", () => {
  expect(identicalBallots(ballots(copies("player ", 30, "a".repeat(20))))).toEqual([]);
});

test("no ballots, no groups", () => {
  expect(identicalBallots([])).toEqual([]);
});
