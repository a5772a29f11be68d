import { afterAll, beforeAll, expect, test } from "vitest";
import type { SharedBudgets } from "../../../../server/ports/processes.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { CodeLookups } from "../../../../server/web/routes/code-lookups.ts";
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

/** What is known of codes in one of several processes; `counted` resolves when all of its misses are stored. */
function process() {
  const counting: Promise<unknown>[] = [];
  const take: SharedBudgets["take"] = (tries) => {
    const taken = stores.budgets.take(tries);
    counting.push(taken);
    return taken;
  };
  const lookups = new CodeLookups(() => performance.now(), { budgets: { take }, addressOf: (network) => network });
  const misses = async (network: string, code: string): Promise<boolean> => {
    try {
      lookups.begin(network, code)(false);
    } catch {
      return false;
    }
    await Promise.all(counting);
    return true;
  };
  return { misses };
}

test("whoever guesses codes at two processes in turn has as many tries as at one", async () => {
  const processes = [process(), process()];
  let missed = 0;
  for (let i = 0; i < 80; i++) if (await processes[i % 2]!.misses("10.0.0.9", `B${i}`)) missed++;
  // Thirty, one more for each process to hear of it, and what comes back while the test runs.
  expect(missed).toBeGreaterThanOrEqual(30);
  expect(missed).toBeLessThan(45);
  expect(await processes[0]!.misses("10.0.0.8", "BBBB")).toBe(true);
});
