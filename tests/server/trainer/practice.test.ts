import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import { total } from "../../../server/stats/moments.ts";
import { TINY_SCHEDULE, withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();
const owed = 5;
const practised = () => tiny.stores.trainingSteps.practised(MAIN_ARENA, ["ppo"], 40);
const steps = async () =>
  (await tiny.stores.trainingSteps.after(MAIN_ARENA, 0, 100)).filter(({ kind }) => kind === "ppo");

test("a trainer that votes came too fast for practises on until it has run what they are worth, and another knows that it has", async () => {
  const schedule = { ...TINY_SCHEDULE, iterations: 2, lowWater: 0, practice: owed / 40 };
  const { cycle } = await tiny.newCycle({ schedule });
  await cycle.open();
  await tiny.playRound(40);
  await cycle.learn();
  expect(await steps()).toHaveLength(2);
  expect(await practised()).toBeLessThan(owed);
  while (await cycle.refill());
  const run = await steps();
  const trusted = run.map(({ metrics }) => metrics.trust!);
  expect(await practised()).toBeCloseTo(total(trusted), 5);
  expect(total(trusted)).toBeGreaterThanOrEqual(owed);
  expect(total(trusted.slice(0, -2))).toBeLessThan(owed); // without its last cycle it would have owed some
  expect(await tiny.stores.policies.list(MAIN_ARENA)).toHaveLength(1 + run.length / 2);

  const { cycle: next } = await tiny.newCycle({ schedule });
  await next.open();
  while (await next.refill());
  expect(await steps()).toHaveLength(run.length);
});
