import { afterAll, beforeAll, expect, test } from "vitest";
import { DROP_IN, dropInFor, shardFor } from "../../../../server/game/round/drop-in.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";

let database: FreshDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await freshDatabase();
  stores = openStores(database.url);
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

test.each<[string, number[], number, number]>([
  ["nobody plays yet", [0], 3, 0],
  ["there is company for a few more", [59, 0], 3, 0],
  ["one process has a good company, and another has none", [60], 2, 1],
  ["the second shard fills before a third is opened", [180, 10], 2, 1],
  ["as many shards as processes: the emptiest has places", [120, 61], 2, 1],
  ["one process fills its places first", [179], 1, 0],
  ["all are full, so there is one more", [180, 190], 2, 2],
])("%s", (_what, crowds, processes, index) => {
  expect(shardFor(crowds, processes)).toBe(index);
});

test("a shard is opened when it is needed, once, and whoever was in another goes back to that", async () => {
  const crowds = new Map<string, number>();
  const sources = {
    sessions: stores.sessions,
    crowdOf: async (code: string) => crowds.get(code) ?? 0,
    processes: async () => 2,
  };
  const first = await dropInFor(sources);
  expect((await dropInFor(sources)).code).toBe(first.code);
  crowds.set(first.code, 70);
  const both = await Promise.all([dropInFor(sources), dropInFor(sources), dropInFor(sources)]);
  const second = both[0]!;
  expect(second.code).not.toBe(first.code);
  expect(new Set(both.map(({ code }) => code)).size).toBe(1);
  expect(second.settings).toEqual(DROP_IN);
  expect((await dropInFor(sources, first.code)).code).toBe(first.code);
  crowds.set(first.code, DROP_IN.maxPlayers);
  expect((await dropInFor(sources, first.code)).code).toBe(second.code);
  expect((await stores.sessions.dropIns(DROP_IN, 1)).map(({ code }) => code)).toEqual([first.code, second.code]);

  // A shard that a host has ended leaves its number to the next one.
  await stores.sessions.finish(first.id);
  crowds.set(second.code, 190);
  const next = await dropInFor(sources);
  expect((await stores.sessions.dropIns(DROP_IN, 1)).map(({ code }) => code)).toEqual([next.code, second.code]);
});
