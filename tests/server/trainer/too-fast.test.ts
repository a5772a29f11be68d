import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Comparison, Comparisons } from "../../../server/ports/learning.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();

/** A trainer that reads the comparisons for which it holds as if their votes had been cast faster than anybody reads. */
async function trainer(isTooFast: (comparison: Comparison) => boolean) {
  const { stores } = tiny;
  const after: Comparisons["after"] = async (...page) =>
    (await stores.comparisons.after(...page)).map((one) =>
      isTooFast(one) ? { ...one, ballots: one.ballots.map((ballot) => ({ ...ballot, tooFast: true as const })) } : one,
    );
  const opened = await tiny.newCycle({ stores: { ...stores, comparisons: { ...stores.comparisons, after } } });
  await opened.cycle.open();
  return opened;
}

test("votes faster than anybody reads make no trainer learn, and the pairs are not asked about again", async () => {
  const { cycle, learner } = await trainer(() => true);
  await tiny.playRound();
  expect(await cycle.learn()).toBe(false);
  expect(learner.comparisons).toBe(0);
  expect(await tiny.stores.policies.newest(MAIN_ARENA)).toMatchObject({ version: 0 });
});

test("beside others' votes they are left out, and the step says how many were", async () => {
  const { cycle, learner } = await trainer(({ id }) => id % 4 === 0);
  await tiny.playRound(40);
  expect(await cycle.learn()).toBe(true);
  expect(learner.comparisons).toBe(30);
  const [reward] = await tiny.stores.trainingSteps.after(MAIN_ARENA, 0, 1);
  expect(reward).toMatchObject({
    kind: "reward",
    metrics: { comparisons: 30, comparisons_heard: 30, comparisons_passed_over: 10, votes_too_fast: 10 },
  });
});
