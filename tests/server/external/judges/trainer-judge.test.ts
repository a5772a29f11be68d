import { beforeEach, expect, test } from "vitest";
import { labelsWanted, SHARED_SHARE } from "../../../../server/external/judges/ai-labels.ts";
import type { JudgeSettings } from "../../../../server/external/judges/judge-panel.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { learnerComparison } from "../../../../server/trainer/learner-comparison.ts";
import { withTinyCycles } from "../../../support/tiny-cycles.ts";
import { TINY_SHAPE, tinyTokenizer } from "../../../support/tiny-learner.ts";

const arenaId = MAIN_ARENA;
const judge = "likes-one"; // as the players of the tiny world do
const tiny = withTinyCycles();
const work = () => tiny.stores.judgements.work(arenaId, judge);
let settings: { -readonly [Name in keyof JudgeSettings]: JudgeSettings[Name] };
beforeEach(() => {
  settings = { judge, aiShare: 0.5 };
});

test("between rounds a judge labels as many pairs as its share says, and the learner knows them in the next cycle", async () => {
  const { learner, cycle } = await tiny.newCycle({}, settings);
  await cycle.open();
  expect((await work()).labels).toBe(0); // nobody has voted yet
  await tiny.playRound(40);
  expect(await cycle.learn()).toBe(true);
  for (let i = 0; i < 5; i++) await cycle.refill();
  const done = await work();
  expect(done).toMatchObject({ people: 40, labels: labelsWanted(40, 0.5), sharedLabels: 40 * SHARED_SHARE });
  expect(done.agreed).toBe(done.sharedPairs);
  await tiny.playRound(10);
  await cycle.learn();
  expect(learner.comparisons).toBeGreaterThanOrEqual(50 + 40);
  expect(await tiny.stores.comparisons.after(arenaId, 0, 1_000)).toHaveLength(50);
});

test("a trainer that starts again knows what the judge said, and asks about nothing twice", async () => {
  const first = await tiny.newCycle({}, settings);
  await first.cycle.open();
  await tiny.playRound(40);
  await first.cycle.learn();
  for (let i = 0; i < 5; i++) await first.cycle.refill();
  const before = await work();
  const second = await tiny.newCycle({}, settings);
  await second.cycle.open();
  expect(second.learner.comparisons).toBe(before.people + before.labels);
  expect(await work()).toEqual(before);
});

test("labels that were put away count no more, and the lab is told", async () => {
  // Without ballots nobody's reliability is estimated: the estimate hangs on the fit before, and so on what had counted then.
  const read = learnerComparison(tinyTokenizer, TINY_SHAPE);
  const alike: typeof read = (comparison) => read({ ...comparison, ballots: [] });
  const { learner, cycle } = await tiny.newCycle({ learnerComparison: alike }, settings);
  await cycle.open();
  await tiny.playRound(40);
  await cycle.learn();
  expect((await tiny.stores.judgements.state(arenaId))!.share).toBe(0.5);
  settings.judge = null;
  await cycle.refill();
  expect((await tiny.stores.judgements.state(arenaId))!.share).toBe(0);
  const fresh = await tiny.newCycle({ learnerComparison: alike }, settings);
  await fresh.cycle.open();
  expect(fresh.learner.comparisons).toBe(40);
  // Those that the first trainer still holds have no weight: both fit the same reward, and fit again they come as near as they like.
  for (let i = 0; i < 4; i++) for (const one of [learner, fresh.learner]) one.fitReward();
  const heads = (one: typeof learner) => [...one.ensemble!.heads[0]!];
  const [kept, never] = [heads(learner), heads(fresh.learner)];
  expect(Math.max(...kept.map((value, i) => Math.abs(value - never[i]!)))).toBeLessThan(0.005);
});
