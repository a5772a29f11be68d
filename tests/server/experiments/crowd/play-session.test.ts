import fc from "fast-check";
import { expect, test } from "vitest";
import { shareVotes } from "../../../../server/experiments/crowd/play-session.ts";

const votesOf = (rapid: readonly number[], showdown: readonly boolean[]) =>
  rapid.map((pairs, player) => pairs + Number(showdown[player]));

test("without a limit everybody judges every pair and every showdown", () => {
  expect(shareVotes(Number.POSITIVE_INFINITY, 2, 2, 3)).toEqual([
    { rapid: [3, 3], showdown: [true, true] },
    { rapid: [3, 3], showdown: [true, true] },
  ]);
});

test("a limit is kept to the vote and shared evenly over rounds and players, rapid pairs first", () => {
  const natural = (max: number) => fc.integer({ min: 1, max });
  fc.assert(
    fc.property(natural(600), natural(30), natural(15), natural(6), (votes, players, rounds, pairs) => {
      const shared = shareVotes(votes, players, rounds, pairs);
      const byRound = shared.map(({ rapid, showdown }) => votesOf(rapid, showdown));
      const inRound = byRound.map((round) => round.reduce((a, b) => a + b, 0));
      const all = players * (pairs + 1) * rounds;
      const total = inRound.reduce((a, b) => a + b, 0);
      expect(total).toBeLessThanOrEqual(votes);
      if (votes <= all) expect(total).toBe(votes);
      expect(Math.max(...inRound) - Math.min(...inRound)).toBeLessThanOrEqual(1);
      if (votes > all) return;
      const byPlayer = Array.from({ length: players }, (_, player) => byRound.reduce((sum, r) => sum + r[player]!, 0));
      expect(Math.max(...byPlayer) - Math.min(...byPlayer)).toBeLessThanOrEqual(1);
      for (const { rapid, showdown } of shared)
        for (const [player, votes] of showdown.entries()) if (votes) expect(rapid[player]).toBe(pairs);
    }),
  );
});
