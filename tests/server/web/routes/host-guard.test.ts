import { afterAll, beforeAll, expect, test } from "vitest";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { ADDRESS_HEADER } from "../../../../server/web/front-door/client-address.ts";
import { HttpFault } from "../../../../server/web/http-fault.ts";
import { hostGuard, OWN_PACE } from "../../../../server/web/routes/host-guard.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";

const PASSWORD = "pässword 1";

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

/** A guard, and the pauses that it made. It doesn't wait in earnest. */
function guarded() {
  const waits: number[] = [];
  const wait = async (ms: number) => waits.push(ms);
  const guard = hostGuard(PASSWORD, { budgets: stores.budgets, addressOf: (ip) => `hash of ${ip}`, wait });
  return { guard, waits };
}

async function answer(guard: ReturnType<typeof hostGuard>, password?: string, ip = "10.0.0.1"): Promise<number> {
  const header = password === undefined ? undefined : encodeURIComponent(password);
  try {
    await guard.admit({ headers: { "x-host-password": header, [ADDRESS_HEADER]: ip } });
    return 200;
  } catch (error) {
    if (error instanceof HttpFault) return error.status;
    throw error;
  }
}

test("without a password set anybody may host", async () => {
  const guard = hostGuard(null, { budgets: stores.budgets, addressOf: String });
  expect(guard.passwordNeeded).toBe(false);
  expect(await answer(guard)).toBe(200);
});

test("the password passes; none and a wrong one are told apart", async () => {
  const { guard } = guarded();
  expect(guard.passwordNeeded).toBe(true);
  const statuses = [];
  for (const given of [PASSWORD, undefined, "", "password 1", `${PASSWORD} `])
    statuses.push(await answer(guard, given));
  expect(statuses).toEqual([200, 401, 401, 403, 403]);
});

test("after many wrong ones the right one of that network waits its turn, whichever process is asked; others don't wait", async () => {
  const { guard, waits } = guarded();
  for (let i = 0; i < OWN_PACE.burst + 3; i++) expect(await answer(guard, `guess ${i}`, "10.0.0.2")).toBe(403);
  expect(waits).toHaveLength(3);
  const other = guarded();
  expect(await answer(other.guard, PASSWORD, "10.0.0.3")).toBe(200);
  expect(other.waits).toEqual([]);
  expect(await answer(other.guard, PASSWORD, "10.0.0.2")).toBe(200);
  expect(other.waits).toEqual([expect.closeTo(3.5 * OWN_PACE.everyMs, -3)]);
});

test("neither asking without a password nor the right one takes a turn", async () => {
  const { guard, waits } = guarded();
  for (let i = 0; i < 3 * OWN_PACE.burst; i++) {
    expect(await answer(guard, undefined, "10.0.0.4")).toBe(401);
    expect(await answer(guard, PASSWORD, "10.0.0.4")).toBe(200);
  }
  expect(waits).toEqual([]);
});

test("a password that is no valid percent-encoding is merely wrong", async () => {
  const { guard } = guarded();
  const headers = { "x-host-password": "%E0%A4%A", [ADDRESS_HEADER]: "10.0.0.5" };
  await expect(guard.admit({ headers })).rejects.toThrow(/not the host password/);
});

test("few may wait, and the others are told when to try again", async () => {
  const { guard, waits } = guarded();
  const guesses = await Promise.all(Array.from({ length: 60 }, (_, i) => answer(guard, `guess ${i}`, "10.0.0.6")));
  expect(new Set(guesses)).toEqual(new Set([403, 429]));
  expect(guesses.filter((status) => status === 403).length).toBeGreaterThanOrEqual(15);
  expect(Math.max(...waits)).toBeLessThanOrEqual(OWN_PACE.mostWaiting * OWN_PACE.everyMs);
});
