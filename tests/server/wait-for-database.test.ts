import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, test } from "vitest";
import { openCluster } from "../../server/store/postgres/embedded/cluster.ts";
import { migrateDatabase } from "../../server/store/postgres/migrate.ts";
import { killLeftovers, startKillableWeb } from "../support/killable-web.ts";
import { startThumbwar, stopThumbwars } from "../support/started-thumbwar.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

afterAll(async () => {
  killLeftovers();
  await stopThumbwars();
});

test("a database elsewhere that comes and goes while web opens is waited for", { timeout: 120_000 }, async () => {
  const folder = temporaryFolder();
  const server = openCluster(folder.path);
  const { url } = await server.start(null);
  const port = Number(new URL(url).port);
  await migrateDatabase(url);
  for (const wait of [0, 150, 400]) {
    await server.stop();
    const starting = startKillableWeb(url);
    await sleep(700);
    await server.start(port);
    await sleep(wait);
    await server.stop();
    await sleep(300);
    await server.start(port);
    const web = await starting;
    await expect.poll(async () => (await fetch(`${web.url}/health`)).status).toBe(200);
    expect(await web.kill("SIGTERM")).toBe(0);
  }
  await server.stop();
  folder.remove();
});

test("npm start's Postgres may be killed again and again while web opens, from its first moment on", {
  timeout: 120_000,
}, async () => {
  const thumbwar = startThumbwar({ TRAINER: "off" });
  const cluster = openCluster(thumbwar.dataDir);
  for (const wait of [0, 50, 200]) {
    await expect.poll(() => cluster.pid(), { interval: 5 }).not.toBeNull();
    const [pid, [web]] = [cluster.pid(), thumbwar.children()];
    await sleep(wait);
    if (pid !== null) process.kill(pid, "SIGKILL");
    await expect.poll(() => cluster.pid(), { interval: 5 }).not.toBe(pid);
    expect(thumbwar.children()).toEqual([web]); // it has waited, and wasn't started again
  }
  expect((await fetch(`${await thumbwar.url}/health`)).status).toBe(200);
  thumbwar.kill("SIGTERM");
  expect((await thumbwar.ended).code).toBe(0);
});
