import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { newPair, newPolicy, newRound, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

test("policies are numbered from 0, also when they're added at once, each arena by itself", async () => {
  const { stores } = opened;
  expect(await stores.policies.newest(arenaId)).toBeNull();
  const added = await Promise.all(Array.from({ length: 6 }, () => newPolicy(stores)));
  expect(added.map(({ version }) => version).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  const other = (await stores.arenas.create({ name: "other", title: "Other" }))!.arena.id;
  expect(await stores.policies.list(other)).toMatchObject([{ version: 0, status: "promoted" }]);
  expect((await newPolicy(stores, { arenaId: other })).version).toBe(1);
  expect((await stores.policies.list(arenaId)).map(({ version }) => version)).toEqual([0, 1, 2, 3, 4, 5]);
});

test("a policy comes back as it was added, numbers that JSON lacks included", async () => {
  const { stores } = opened;
  const { round } = await newRound(stores);
  await newPolicy(stores);
  const metrics = {
    "objective/kl": 4.25,
    nan: Number.NaN,
    up: Number.POSITIVE_INFINITY,
    down: Number.NEGATIVE_INFINITY,
    zero: 0,
  };
  const given = {
    parent: 1,
    status: "rejected",
    folder: "policies/2",
    reason: "KL 12.0 nats, above 8",
    metrics,
  } as const;
  const added = await newPolicy(stores, { ...given, comparisonId: 3_000_000_000, trainedOnRound: round.id });
  expect(added).toMatchObject({ ...given, version: 2, comparisonId: 3_000_000_000, trainedOnRound: round.id });
  expect(added.createdAt).toBeInstanceOf(Date);
  expect(added.promotedAt).toBeNull();
  expect((await stores.policies.list(arenaId)).at(-1)).toEqual(added);
});

test("promotion makes a candidate the newest and brings its pairs, all or nothing", async () => {
  const { stores } = opened;
  await newPolicy(stores);
  await newPolicy(stores, { status: "candidate" });
  expect((await stores.policies.newest(arenaId))?.version).toBe(0);
  await expect(stores.policies.promote(arenaId, 1, [newPair({ versions: [1, 9] })])).rejects.toThrow();
  expect((await stores.policies.newest(arenaId))?.version).toBe(0);
  await stores.policies.promote(arenaId, 1, [newPair({ versions: [1, 1] })]);
  expect(await stores.policies.newest(arenaId)).toMatchObject({
    version: 1,
    status: "promoted",
    promotedAt: expect.any(Date),
  });
  expect(await stores.pool.remaining(arenaId, 1)).toEqual({ rapid: 1, showdown: 0 });
});

test("only a candidate above the newest promoted version can be promoted", async () => {
  const { stores } = opened;
  await newPolicy(stores, { status: "candidate" });
  await newPolicy(stores, { status: "candidate" });
  await newPolicy(stores, { status: "rejected", reason: "gibberish" });
  await stores.policies.promote(arenaId, 1, []);
  await expect(stores.policies.promote(arenaId, 0, [])).rejects.toThrow(/newer 1/);
  await expect(stores.policies.promote(arenaId, 1, [])).rejects.toThrow(/isn't a candidate/);
  await expect(stores.policies.promote(arenaId, 2, [])).rejects.toThrow(/isn't a candidate/);
  await expect(stores.policies.promote(arenaId, 7, [])).rejects.toThrow(/isn't a candidate/);
});

test("a rollback takes back every promoted version above, and training goes on with higher numbers", async () => {
  const { stores } = opened;
  for (let i = 0; i < 4; i++) await newPolicy(stores);
  await newPolicy(stores, { status: "rejected", reason: "gibberish" });
  expect(await stores.policies.rollback(arenaId, 1, "says rude things")).toBe(2);
  const list = await stores.policies.list(arenaId);
  expect(list.map(({ status }) => status)).toEqual(["promoted", "promoted", "rolled_back", "rolled_back", "rejected"]);
  expect(list[2]).toMatchObject({ reason: "says rude things", promotedAt: expect.any(Date) });
  expect(await stores.policies.rollback(arenaId, 1, "again")).toBe(0);
  await expect(stores.policies.rollback(arenaId, 3, "not promoted")).rejects.toThrow(/isn't a promoted version/);
  expect(await newPolicy(stores, { parent: 1 })).toMatchObject({ version: 5 });
});

test("a policy's parent is an older one, and a rejection has a reason", async () => {
  const { stores } = opened;
  await expect(newPolicy(stores, { parent: 3 })).rejects.toThrow();
  await newPolicy(stores);
  await expect(newPolicy(stores, { status: "rejected" })).rejects.toThrow();
});
