import fc from "fast-check";
import { expect, test } from "vitest";
import { voteGoal } from "../../../../client/ui/round/vote-goal.ts";

test("a class aims at a few votes a player, in round milestones that go on beyond the goal", () => {
  expect(voteGoal(24, 0)).toMatchObject({ goal: 100, next: 25, reached: 0, share: 0 });
  expect(voteGoal(24, 60)).toMatchObject({ next: 75, reached: 2, share: 0.6 });
  expect(voteGoal(24, 130)).toMatchObject({ next: 150, reached: 5, share: 1 });
  expect(voteGoal(3, 3)).toMatchObject({ goal: 12, next: 6, reached: 1 });
});

test("the next milestone is always ahead, and no vote takes one back", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 5_000 }), (players, votes) => {
      const [now, then] = [voteGoal(players, votes), voteGoal(players, votes + 1)];
      return now.next > votes && then.reached >= now.reached && now.share >= 0 && now.share <= 1;
    }),
  );
});
