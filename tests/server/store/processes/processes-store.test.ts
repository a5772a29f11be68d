import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";

let database: FreshDatabase;
/** Two processes of one database. */
let here: Stores;
let there: Stores;
let admin: postgres.Sql;

beforeAll(async () => {
  database = await freshDatabase();
  here = openStores(database.url);
  there = openStores(database.url);
  admin = postgres(database.url, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end({ timeout: 5 });
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

/** Long enough that no time passes in a test but what it lets pass. */
const EVERY_MS = 1_000_000;
const tried = (key: string, burst: number, mostWaiting: number) => ({
  key,
  pace: { burst, everyMs: EVERY_MS, mostWaiting },
});
const pass = (times: number) =>
  admin`update budgets set free_at = free_at - make_interval(secs => ${(times * EVERY_MS) / 1000}::float8)`;
/** In budgets: 0 is now. */
const inPauses = (taken: { waitMs: number } | { fullForSeconds: number }) =>
  "waitMs" in taken ? Math.ceil(taken.waitMs / EVERY_MS) : "full";

test("two processes count the tries of a key together: a burst, a queue, then none", async () => {
  const wanted = tried("ada", 3, 2);
  const taken = [];
  for (let i = 0; i < 6; i++) taken.push(inPauses(await (i % 2 === 0 ? here : there).budgets.take([wanted])));
  expect(taken).toEqual([0, 0, 0, 1, 2, "full"]);
  expect(await there.budgets.take([wanted])).toEqual({ fullForSeconds: expect.any(Number) });
  await pass(2);
  expect(inPauses(await there.budgets.take([wanted]))).toBe(1);
  expect(inPauses(await here.budgets.take([tried("grace", 3, 2)]))).toBe(0);
});

test("what many ask at once is counted exactly", async () => {
  const wanted = tried("many", 5, 3);
  const asked = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? here : there).budgets.take([wanted]));
  const taken = (await Promise.all(asked)).map(inPauses);
  expect(taken.filter((one) => one !== "full").sort()).toEqual([0, 0, 0, 0, 0, 1, 2, 3]);
});

test("where one key is full none is taken, and what is given back is there again", async () => {
  const [own, all] = [tried("own", 2, 0), tried("all", 1, 0)];
  expect(inPauses(await here.budgets.take([own, all]))).toBe(0);
  expect(inPauses(await here.budgets.take([own, all]))).toBe("full");
  expect(inPauses(await there.budgets.take([own]))).toBe(0);
  expect(inPauses(await there.budgets.take([own]))).toBe("full");
  await here.budgets.giveBack([own]);
  expect(inPauses(await there.budgets.take([own]))).toBe(0);
});

test("keys that have their whole burst again are forgotten", async () => {
  await here.budgets.take([tried("idle", 1, 0)]);
  const rows = async () => (await admin`select from budgets where key = 'idle'`).length;
  await here.budgets.forgetIdle();
  expect(await rows()).toBe(1);
  await pass(100);
  expect(await there.budgets.forgetIdle()).toBeGreaterThan(0);
  expect(await rows()).toBe(0);
});

test("a duty is one process's until it gives it up or stops asking for it", async () => {
  const hold = (stores: Stores, holder: string) => stores.duties.hold("ratings", holder, EVERY_MS);
  expect([await hold(here, "here"), await hold(there, "there"), await hold(here, "here")]).toEqual([true, false, true]);
  await there.duties.leave("ratings", "there");
  expect(await hold(there, "there")).toBe(false);
  await here.duties.leave("ratings", "here");
  expect([await hold(there, "there"), await hold(here, "here")]).toEqual([true, false]);
  await admin`update duties set expires_at = now() - interval '1 second'`;
  expect([await hold(here, "here"), await hold(there, "there")]).toEqual([true, false]);
});
