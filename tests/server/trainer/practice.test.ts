import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import { TINY_SCHEDULE, withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();
const iterations = () => tiny.stores.trainingSteps.count(MAIN_ARENA, ["ppo"]);

test("a trainer that votes came too fast for practises on until it has run what they are worth, and another knows that it has", async () => {
  const schedule = { ...TINY_SCHEDULE, iterations: 2, lowWater: 0, practice: 5 / 40 };
  const { cycle } = await tiny.newCycle({ schedule });
  await cycle.open();
  await tiny.playRound(40);
  await cycle.learn();
  expect(await iterations()).toBe(2);
  while (await cycle.refill());
  expect(await iterations()).toBe(6);
  expect((await tiny.stores.policies.list(MAIN_ARENA)).map(({ version }) => version)).toEqual([0, 1, 2, 3]);

  const { cycle: next } = await tiny.newCycle({ schedule });
  await next.open();
  while (await next.refill());
  expect(await iterations()).toBe(6);
});
