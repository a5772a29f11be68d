import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { BusEvent } from "../../../../server/ports/arena.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { openCluster } from "../../../../server/store/postgres/embedded/cluster.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { newPair, newRound, newVote } from "../../../support/open-arena.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A server that nobody watches over: it plays the one that DATABASE_URL names. */
const folder = temporaryFolder();
const server = openCluster(folder.path);
let url = "";
let port: number | null = null;

beforeEach(async () => {
  url = (await server.start(port)).url;
  port = Number(new URL(url).port);
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

test("a server that is down at start is waited for, with a message that says what to do and keeps the password", async () => {
  await server.stop();
  const log: string[] = [];
  const keep = (message: string) => void log.push(message);
  const opening = openDatabase({ databaseUrl: url, dataDir: folder.path }, { info: keep, warn: keep });
  await expect.poll(() => log.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  expect(log[0]).toMatch(/Waiting for Postgres at 127\.0\.0\.1:\d+\/postgres .*DATABASE_URL/);
  expect(log.join()).not.toContain(new URL(url).password);
  await server.start(port);
  const database = await opening;
  expect(database.url).toBe(url);
  expect(log.at(-1)).toMatch(/answers/);
  await database.stop();
  expect(server.isRunning()).toBe(true);
});

test("a server that refuses us is not waited for", async () => {
  const silent = { info: () => {}, warn: () => {} };
  for (const change of [(wrong: URL) => (wrong.password = "wrong"), (wrong: URL) => (wrong.pathname = "/nowhere")]) {
    const wrong = new URL(url);
    change(wrong);
    const opening = openDatabase({ databaseUrl: wrong.href, dataDir: folder.path }, silent);
    await expect(opening).rejects.toThrow(/refuses us/);
  }
});

test("when the server goes away and comes back, votes wait and the bus, the stores and the election recover", async () => {
  await migrateDatabase(url);
  const stores: Stores = openStores(url);
  const { round, players } = await newRound(stores, { players: 30 });
  await stores.pool.add(MAIN_ARENA, [newPair({ kind: "showdown" })]);
  const pair = await stores.pool.dealShowdown({ arenaId: MAIN_ARENA, roundId: round.id });
  const heard: BusEvent[] = [];
  let ready = 0;
  const stop = await stores.bus.listen(
    (event) => heard.push(event),
    () => ready++,
  );
  const trainer = await stores.electTrainer();
  expect(await stores.healthy()).toBe(true);

  await server.stop();
  await trainer?.lost;
  expect(await stores.healthy()).toBe(false);
  await expect(stores.electTrainer()).rejects.toThrow();
  let answered = 0;
  const casting = players.map(async (player) => {
    const [outcome] = await stores.votes.cast([newVote(pair!, round.id, player.id)]);
    answered++;
    return outcome;
  });
  await sleep(2_500);
  expect(answered).toBe(0);

  await server.start(port);
  expect(await Promise.all(casting)).toEqual(players.map(() => "accepted"));
  expect((await stores.votes.ofPair(pair!.id)).a).toBe(30);
  expect(await stores.healthy()).toBe(true);
  await expect.poll(() => ready, { timeout: 20_000 }).toBeGreaterThan(1);
  await stores.bus.publish({ type: "training_step", arenaId: MAIN_ARENA, stepId: 1 });
  await expect.poll(() => heard).toEqual([{ type: "training_step", arenaId: MAIN_ARENA, stepId: 1 }]);
  const again = await stores.electTrainer();
  expect(again).not.toBeNull();
  await again?.release();
  await stop();
  await stores.close();
});
