import { afterAll, expect, test } from "vitest";
import { openCluster } from "../../server/store/postgres/embedded/cluster.ts";
import { isAlive, startThumbwar, stopThumbwars } from "../support/started-thumbwar.ts";

afterAll(stopThumbwars);

const PATIENCE = { timeout: 30_000, interval: 100 };

test("SIGTERM ends everything that was started, Postgres too", { timeout: 120_000 }, async () => {
  const thumbwar = startThumbwar({});
  const url = await thumbwar.url;
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(await (await fetch(`${url}/`)).text()).toContain("<html");
  const children = thumbwar.children();
  expect(children).toHaveLength(2);
  thumbwar.kill("SIGTERM");
  expect((await thumbwar.ended).code).toBe(0);
  expect(children.filter(isAlive)).toEqual([]);
  expect(openCluster(thumbwar.dataDir).isRunning()).toBe(false);
});

test("what was started ends by itself when the starter is killed", { timeout: 120_000 }, async () => {
  const thumbwar = startThumbwar({});
  await thumbwar.url;
  const children = thumbwar.children();
  expect(children).toHaveLength(2);
  thumbwar.kill("SIGKILL");
  await expect.poll(() => children.filter(isAlive), PATIENCE).toEqual([]);
  await expect.poll(() => openCluster(thumbwar.dataDir).isRunning(), PATIENCE).toBe(false);
});

test("SIGTERM to npm ends everything too", { timeout: 120_000 }, async () => {
  const thumbwar = startThumbwar({ TRAINER: "off" }, ["npm", "start"]);
  const url = await thumbwar.url;
  thumbwar.kill("SIGTERM");
  await thumbwar.ended;
  await expect.poll(() => openCluster(thumbwar.dataDir).isRunning(), PATIENCE).toBe(false);
  await expect(fetch(`${url}/health`)).rejects.toThrow();
});

test("a second start on the same data folder is refused and disturbs nobody; after the first it may", async () => {
  const first = startThumbwar({ TRAINER: "off" });
  const url = await first.url;
  const second = startThumbwar({ DATA_DIR: first.dataDir, TRAINER: "off" });
  const { code, errors } = await second.ended;
  expect(code).toBe(1);
  expect(errors.trim()).toBe(
    `Thumbwar is running already on the data folder ${first.dataDir}. Open that one, or set DATA_DIR (and PORT) to others for a second, separate arena.`,
  );
  expect((await fetch(`${url}/health`)).status).toBe(200);
  const busy = startThumbwar({ PORT: new URL(url).port });
  expect((await busy.ended).errors).toContain(`Port ${new URL(url).port} is in use`);

  first.kill("SIGTERM");
  expect((await first.ended).code).toBe(0);
  const third = startThumbwar({ DATA_DIR: first.dataDir, TRAINER: "off" });
  expect((await fetch(`${await third.url}/health`)).status).toBe(200);
  third.kill("SIGTERM");
  expect((await third.ended).code).toBe(0);
});
