import { afterAll, beforeAll, expect, test } from "vitest";
import { claimName } from "../../../server/cluster/claim-name.ts";
import { ConfigError } from "../../../server/config.ts";
import type { Stores } from "../../../server/ports/stores.ts";
import { openStores } from "../../../server/store/open-stores.ts";
import { connect } from "../../../server/store/postgres/connect.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";

const REDIS = "redis://127.0.0.1";
const said: string[] = [];
const log = { info: (line: string) => said.push(line), warn: (line: string) => said.push(line) };
let database: FreshDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await freshDatabase({ migrated: false });
  stores = openStores(database.url);
});
afterAll(async () => {
  await stores.close();
  await database.drop();
});

const claim = (nodeName: string, redisUrl: string | null) =>
  claimName(stores, { nodeName, redisUrl }, log, new AbortController().signal);

test("processes with a Redis run beside each other under names of their own, and a second one of a name is refused", async () => {
  const [one, two] = [await claim("web-1", REDIS), await claim("web-2", REDIS)];
  const second = claim("web-1", REDIS);
  await expect(second).rejects.toBeInstanceOf(ConfigError);
  await expect(second).rejects.toThrow(
    'Another web process of the name "web-1" runs on this database. Stop it, or give this one a name of its own with NODE_NAME.',
  );
  await one.release();
  const again = await claim("web-1", REDIS);
  await Promise.all([again, two].map((held) => held.release()));
});

test("a process without a Redis runs alone, and is told what to set", async () => {
  const one = await claim("web-1", null);
  await Promise.all([
    expect(claim("web-2", REDIS)).rejects.toThrow("A web process without REDIS_URL runs on this database"),
    expect(claim("web-1", null)).rejects.toThrow("NODE_NAME, and both the same REDIS_URL"),
    expect(claim("web-3", null)).rejects.toThrow(
      "Other web processes run on this database. Stop them, or set REDIS_URL, the same for all of them, and a NODE_NAME for each.",
    ),
  ]);
  await one.release();
});

test("a name is taken again when its connection was cut, and one that was given away meanwhile is told of", async () => {
  const { sql } = connect(database.url, 1);
  // Other files' databases lie on the same server.
  const cut = () => sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'thumbwar web-1' and datname = current_database()`;
  const locks = () => sql`
    select from pg_locks
    where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`;
  const isHeld = async () => (await locks()).length;
  const held = await claim("web-1", REDIS);
  await cut();
  await expect.poll(isHeld).toBe(2);
  await held.release();
  await expect.poll(isHeld).toBe(0);
  await sql.end();
});
