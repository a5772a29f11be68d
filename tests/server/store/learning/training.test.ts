import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { newPolicy, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

async function otherArena(): Promise<number> {
  const made = await opened.stores.arenas.create({ name: "other", title: "Other" });
  return made!.arena.id;
}

test("the newest reward model is the one added last, in its arena", async () => {
  const { rewardModels } = opened.stores;
  expect(await rewardModels.newest(arenaId)).toBeNull();
  await rewardModels.add(arenaId, { comparisonId: 5, folder: "reward/1", metrics: { accuracy: 0.7 } });
  const second = await rewardModels.add(arenaId, { comparisonId: 9, folder: "reward/2", metrics: {} });
  await rewardModels.add(await otherArena(), { comparisonId: 1, folder: "other", metrics: {} });
  expect(await rewardModels.newest(arenaId)).toEqual(second);
  expect(second).toEqual({ id: second.id, comparisonId: 9, folder: "reward/2", metrics: {} });
});

test("training steps come back in order, from the one after the last", async () => {
  const { trainingSteps } = opened.stores;
  await trainingSteps.add(arenaId, []);
  await trainingSteps.add(arenaId, [
    { kind: "reward", policyVersion: 0, metrics: { accuracy: 0.75 } },
    { kind: "ppo", policyVersion: 1, metrics: { "objective/kl": Number.NaN } },
  ]);
  await trainingSteps.add(await otherArena(), [{ kind: "gate", policyVersion: 0, metrics: {} }]);
  const steps = await trainingSteps.after(arenaId, 0, 10);
  expect(steps.map(({ kind, policyVersion, metrics }) => ({ kind, policyVersion, metrics }))).toEqual([
    { kind: "reward", policyVersion: 0, metrics: { accuracy: 0.75 } },
    { kind: "ppo", policyVersion: 1, metrics: { "objective/kl": Number.NaN } },
  ]);
  expect(steps[0]!.at).toBeInstanceOf(Date);
  expect(await trainingSteps.after(arenaId, steps[0]!.id, 10)).toEqual(steps.slice(1));
  expect(await trainingSteps.after(arenaId, 0, 1)).toEqual(steps.slice(0, 1));
});

test("a step counts as practice by its trust and by what its reward knew, and as a whole one where it says nothing of them", async () => {
  const { trainingSteps } = opened.stores;
  const practised = (kinds: Parameters<typeof trainingSteps.practised>[1], comparisons = 100) =>
    trainingSteps.practised(arenaId, kinds, comparisons);
  expect(await practised(["dpo"])).toBe(0);
  await trainingSteps.add(arenaId, [
    { kind: "dpo", policyVersion: 0, metrics: { trust: 0.25, comparisons: 100 } },
    { kind: "dpo", policyVersion: 0, metrics: { trust: 1, comparisons: 50 } },
    { kind: "dpo", policyVersion: 1, metrics: { lr: 0.1 } },
    { kind: "rloo", policyVersion: 1, metrics: { trust: 0.5, comparisons: 400 } },
    { kind: "gate", policyVersion: 1, metrics: {} },
  ]);
  await trainingSteps.add(await otherArena(), [{ kind: "dpo", policyVersion: 0, metrics: { trust: 1 } }]);
  expect(await practised(["dpo"])).toBeCloseTo(0.25 + 0.5 + 1, 6);
  expect(await practised(["dpo", "rloo"])).toBeCloseTo(1.75 + 0.5, 6);
  expect(await practised(["dpo"], 200)).toBeCloseTo(0.125 + 0.25 + 1, 6);
  expect(await practised(["dpo"], 0)).toBeCloseTo(0.25 + 1 + 1, 6);
});

test("saving ratings replaces the arena's list; an interval has to contain its rating", async () => {
  const { stores } = opened;
  for (let i = 0; i < 3; i++) await newPolicy(stores);
  const rating = (version: number, value: number) => ({
    version,
    rating: value,
    low: value - 1,
    high: value + 1,
    votes: 4,
  });
  await stores.ratings.save(arenaId, [rating(0, 0), rating(1, 20)]);
  await stores.ratings.save(arenaId, [rating(1, 25), rating(2, 30)]);
  expect(await stores.ratings.list(arenaId)).toEqual([rating(1, 25), rating(2, 30)]);
  await expect(stores.ratings.save(arenaId, [{ ...rating(0, 0), low: 1 }])).rejects.toThrow();
  expect(await stores.ratings.list(arenaId)).toHaveLength(2);
  await stores.ratings.save(arenaId, []);
  expect(await stores.ratings.list(arenaId)).toEqual([]);
});

test("a heartbeat keeps the last state, and changes of state are announced", async () => {
  const { heartbeats, bus } = opened.stores;
  expect(await heartbeats.last(arenaId)).toBeNull();
  const heard: unknown[] = [];
  const stop = await bus.listen(
    (event) => heard.push(event),
    () => {},
  );
  for (const state of ["loading", "idle", "idle", "improve"] as const) await heartbeats.beat(arenaId, state);
  const last = await heartbeats.last(arenaId);
  expect(last).toEqual({ state: "improve", progress: null, at: expect.any(Date), ageMs: expect.any(Number) });
  const states = ["loading", "idle", "improve"].map((state) => ({ type: "trainer_state", arenaId, state }));
  await expect.poll(() => heard).toEqual(states);
  await heartbeats.beat(arenaId, "improve");
  expect((await heartbeats.last(arenaId))!.at.getTime()).toBeGreaterThanOrEqual(last!.at.getTime());
  const { sql } = connect(opened.url, 1);
  await sql`update trainer_heartbeats set at = now() - interval '20 seconds'`;
  const age = (await heartbeats.last(arenaId))!.ageMs;
  expect(age).toBeGreaterThanOrEqual(20_000);
  expect(age).toBeLessThan(30_000);
  await sql.end();
  await stop();
});
