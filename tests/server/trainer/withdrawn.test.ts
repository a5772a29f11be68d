import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();

const authorsOf = async (roundId: string): Promise<readonly string[]> => {
  const comparisons = await tiny.stores.comparisons.after(arenaId, 0, 1_000);
  return comparisons
    .filter((one) => one.roundId === roundId)
    .flatMap(({ ballots }) => ballots.map((one) => one.playerId));
};

test("the next fit, and a trainer that starts anew, know nothing of what a player took back", async () => {
  const { cycle, learner } = await tiny.newCycle();
  await cycle.open();
  const [taken, kept] = [await tiny.playRound(20), await tiny.playRound(20)];
  expect(await cycle.learn()).toBe(true);
  expect(learner.comparisons).toBe(40);
  const [player] = await authorsOf(taken);
  expect([...learner.raters.keys()]).toContain(player);

  await tiny.stores.seats.withdraw(player!);
  expect(await cycle.learn()).toBe(true);
  expect(learner.comparisons).toBe(20);
  expect([...learner.raters.keys()]).toEqual([(await authorsOf(kept))[0]]);
  expect(await cycle.learn()).toBe(false);

  const restarted = await tiny.newCycle();
  await restarted.cycle.open();
  expect(restarted.learner.comparisons).toBe(20);
});
