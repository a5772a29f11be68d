import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Pool } from "../../../server/ports/pool.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const { newCycle } = tiny;

test("tells those who wait for pairs that none of its answers may be shown", async () => {
  const { stores } = tiny;
  const remaining: Pool["remaining"] = async () => ({ rapid: 0, showdown: 0 });
  const mute = await newCycle({ stores: { ...stores, pool: { ...stores.pool, remaining } }, isSafe: () => false });
  await mute.cycle.open();
  const states: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    await mute.cycle.refill();
    states.push((await stores.heartbeats.last(arenaId))?.state);
  }
  expect(states).toEqual(["idle", "withheld", "withheld"]);
  await mute.cycle.learn();
  expect(await stores.heartbeats.last(arenaId)).toMatchObject({ state: "withheld", progress: null });
});
