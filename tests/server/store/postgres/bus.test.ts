import postgres from "postgres";
import { expect, test } from "vitest";
import type { BusEvent } from "../../../../server/ports/arena.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { newPolicy, withStores } from "../../../support/open-arena.ts";

const opened = withStores();

test("an event reaches every process that listens, in order, until it stops", async () => {
  const other = openStores(opened.url);
  const here: BusEvent[] = [];
  const there: BusEvent[] = [];
  const stop = await opened.stores.bus.listen(
    (event) => here.push(event),
    () => {},
  );
  const stopOther = await other.bus.listen(
    (event) => there.push(event),
    () => {},
  );
  const events: BusEvent[] = [
    { type: "training_step", arenaId: MAIN_ARENA, stepId: 3 },
    { type: "trainer_state", arenaId: MAIN_ARENA, state: "improve" },
    { type: "policy_rejected", arenaId: MAIN_ARENA, version: 2 },
  ];
  for (const event of events) await opened.stores.bus.publish(event);
  await expect.poll(() => [here, there]).toEqual([events, events]);
  await stop();
  await opened.stores.bus.publish({ type: "policy_promoted", arenaId: MAIN_ARENA, version: 4 });
  await expect.poll(() => there).toHaveLength(4);
  expect(here).toHaveLength(3);
  await stopOther();
  await other.close();
});

test("what isn't one of our events is ignored", async () => {
  const { bus } = opened.stores;
  const heard: BusEvent[] = [];
  const stop = await bus.listen(
    (event) => heard.push(event),
    () => {},
  );
  const sql = postgres(opened.url, { max: 1 });
  for (const payload of ["", "hello", "{}", '{"type":"round_closed"}', '{"type":"tomorrow"}'])
    await sql.notify("thumbwar", payload);
  await sql.notify("thumbwar", '{"type":"policy_promoted","version":7}'); // of a version that knew one arena
  await sql.end();
  await bus.publish({ type: "policy_promoted", arenaId: 2, version: 1 });
  const promoted = (arenaId: number, version: number) => ({ type: "policy_promoted", arenaId, version });
  await expect.poll(() => heard).toEqual([promoted(MAIN_ARENA, 7), promoted(2, 1)]);
  await stop();
});

test("policy changes are announced with their commit, and not at all when it fails", async () => {
  const { bus, policies } = opened.stores;
  const heard: BusEvent[] = [];
  const stop = await bus.listen(
    (event) => heard.push(event),
    () => {},
  );
  await newPolicy(opened.stores);
  await newPolicy(opened.stores, { status: "rejected", reason: "rude" });
  await newPolicy(opened.stores, { status: "candidate" });
  await expect(policies.promote(MAIN_ARENA, 1, [])).rejects.toThrow();
  await policies.promote(MAIN_ARENA, 2, []);
  await expect(policies.rollback(MAIN_ARENA, 1, "no")).rejects.toThrow();
  await policies.rollback(MAIN_ARENA, 0, "back");
  await expect
    .poll(() => heard)
    .toEqual([
      { type: "policy_promoted", arenaId: MAIN_ARENA, version: 0 },
      { type: "policy_rejected", arenaId: MAIN_ARENA, version: 1 },
      { type: "policy_promoted", arenaId: MAIN_ARENA, version: 2 },
      { type: "policy_rolled_back", arenaId: MAIN_ARENA, version: 0 },
    ]);
  await stop();
});

/** Ends connections as a restarting server does; `like` is matched against what each last ran or its application. */
async function cutConnections(like: string): Promise<number> {
  const sql = postgres(opened.url, { max: 1 });
  const cut = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and (query ilike ${like} or application_name ilike ${like})`;
  await sql.end();
  return cut.length;
}

test("a listener whose connection was cut listens again, and is told to read what it missed", async () => {
  const heard: BusEvent[] = [];
  let ready = 0;
  const stop = await opened.stores.bus.listen(
    (event) => heard.push(event),
    () => ready++,
  );
  expect(ready).toBe(1);
  expect(await cutConnections("listen%")).toBe(1);
  await expect.poll(() => ready, { timeout: 10_000 }).toBe(2);
  await opened.stores.bus.publish({ type: "policy_promoted", arenaId: MAIN_ARENA, version: 1 });
  await expect.poll(() => heard).toEqual([{ type: "policy_promoted", arenaId: MAIN_ARENA, version: 1 }]);
  await stop();
});

test("one trainer is elected at a time; another takes over when it releases", async () => {
  const other = openStores(opened.url);
  const elected = (await Promise.all(Array.from({ length: 5 }, () => opened.stores.electTrainer()))).filter(
    (one) => one !== null,
  );
  expect(elected).toHaveLength(1);
  expect(await other.electTrainer()).toBeNull();
  await elected[0]?.release();
  let successor = null;
  await expect.poll(async () => (successor ??= await other.electTrainer())).not.toBeNull();
  await (successor as unknown as { release(): Promise<void> }).release();
  await other.close();
});

test("a trainer learns that its lock is lost when its connection is cut", async () => {
  const elected = await opened.stores.electTrainer();
  expect(await cutConnections("thumbwar trainer")).toBe(1);
  await elected?.lost;
  const again = await opened.stores.electTrainer();
  expect(again).not.toBeNull();
  await again?.release();
});
