import { expect, test } from "vitest";
import { topThree } from "../../../../client/canvas/arena-picture.ts";
import { bestOfRound } from "../../../../client/ui/round/standings.ts";
import { projectorView } from "../../../support/projector-views.ts";

const { players } = projectorView("finished", { players: 6, teams: 0, long: false });
const scored = (scores: readonly number[]) =>
  new Map([...players.values()].map((player, i) => [player.id, { ...player, score: scores[i] ?? 0 }]));

test("whoever earned most in a round is named, best first, and nobody where nobody earned anything", () => {
  const before = { players: scored([100, 100, 100, 0, 0, 0]) };
  const after = { players: scored([110, 100, 190, 60, 70, -40]) };
  expect(bestOfRound(before, after, 3).map(({ points }) => points)).toEqual([90, 70, 60]);
  expect(bestOfRound(before, before, 3)).toEqual([]);
  expect(bestOfRound(null, after, 3)).toEqual([]);
});

test("ties stand equally high on the podium, and those without a step are counted", () => {
  expect(topThree(scored([50, 50, 30, 10, 5, 1])).map(({ rank, others }) => [rank, others])).toEqual([
    [1, 0],
    [1, 0],
    [3, 0],
  ]);
  expect(topThree(scored([50, 40, 30, 30, 30, 1])).map(({ others }) => others)).toEqual([0, 0, 2]);
  expect(topThree(scored([0, 0, 0, 0, 0, 0])).map(({ rank, others }) => [rank, others])).toEqual([
    [1, 0],
    [1, 0],
    [1, 3],
  ]);
  expect(topThree(new Map())).toEqual([]);
});
