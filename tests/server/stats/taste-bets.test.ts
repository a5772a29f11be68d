import { expect, test } from "vitest";
import { tasteBoard } from "../../../server/stats/taste-bets.ts";
import type { Bet } from "../../../shared/protocol/lesson.ts";

const bet = (round: number, chosen: Bet["chosen"], chanceOfA: number | null, prompt = "Why?"): Bet => ({
  ...{ roundId: `round ${round}`, round, prompt, a: "yes", b: "no", chosen, chanceOfA },
});

test("before there was a reward model, every vote is half a hit", () => {
  const { rounds } = tasteBoard([bet(0, "a", null), bet(0, "a", null), bet(0, "b", null)], 5);
  expect(rounds).toMatchObject([{ round: 0, knew: false, sureness: 0.5, hits: { rate: 0.5, of: 3 } }]);
});

test("a bet is right where the vote went to the likelier side, and sure by how far it is from even", () => {
  const bets = [bet(1, "a", 0.9), bet(1, "b", 0.6), bet(1, "b", 0.2), bet(1, "a", 0.7)];
  const [round] = tasteBoard(bets, 5).rounds;
  expect(round).toMatchObject({ knew: true, hits: { rate: 0.75, of: 4 } });
  expect(round!.sureness).toBeCloseTo((0.9 + 0.6 + 0.8 + 0.7) / 4);
  expect(round!.hits.low).toBeLessThan(0.75);
  expect(round!.hits.high).toBeGreaterThan(0.75);
});

test("rounds come in the order of the session, and the newest bets first", () => {
  const bets = [bet(2, "a", 0.9, "x"), bet(0, "a", null, "y"), bet(2, "a", 0.9, "z")];
  const board = tasteBoard(bets, 2);
  expect(board.rounds.map(({ round }) => round)).toEqual([0, 2]);
  expect(board.bets.map(({ prompt }) => prompt)).toEqual(["z", "y"]);
});
