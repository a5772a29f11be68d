import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";

const ROLE = `guest_${process.pid}`;
let database: FreshDatabase;
let admin: ReturnType<typeof connect>["sql"];
/** The database's address with some of it changed. */
const addressOf = (change: Partial<Pick<URL, "username" | "password" | "pathname">>) =>
  Object.assign(new URL(database.url), change).href;

beforeAll(async () => {
  database = await freshDatabase({ migrated: false });
  admin = connect(database.url, 1).sql;
  await admin.unsafe(`create role ${ROLE} login password 'guest' connection limit 1`);
});
afterAll(async () => {
  await admin.unsafe(`drop owned by ${ROLE}; drop role ${ROLE}`);
  await admin.end({ timeout: 5 });
  await database.drop();
});

const refused = (databaseUrl: string) =>
  openDatabase({ databaseUrl, dataDir: "/nowhere" }, { info() {}, warn() {} }).catch(({ message }: Error) => message);

test("a wrong password and an unknown database are told with what to do, and without the password", async () => {
  const message = await refused(addressOf({ password: "open-sesame" }));
  expect(message).toMatch(/Postgres at 127\.0\.0\.1:\d+\/test_\w+ refuses us: password authentication failed/);
  expect(message).toMatch(/correct user and password in DATABASE_URL; signs such as @ .* are written %40/);
  expect(message).not.toContain("open-sesame");
  expect(await refused(addressOf({ pathname: "/nowhere" }))).toMatch(/create the database, or correct its name/);
  expect(await refused(`${database.url}?schema=public`)).toMatch(
    /take the parameter .* out of the query of DATABASE_URL/,
  );
});

test("where there is no room for another connection, that is waited for, and the setting is named", async () => {
  const guest = addressOf({ username: ROLE, password: "guest" });
  const taken = connect(guest, 1);
  await taken.sql`select 1`;
  const said: string[] = [];
  const stop = new AbortController();
  const keep = (message: string) => void said.push(message);
  const opening = openDatabase({ databaseUrl: guest, dataDir: "/nowhere" }, { info: keep, warn: keep }, 0, stop.signal);
  const stopped = expect(opening).rejects.toThrow("enough");
  await expect.poll(() => said.join()).toMatch(/too many connections for role .*; .*lower DATABASE_POOL/);
  stop.abort(new Error("enough"));
  await stopped;
  await taken.sql.end({ timeout: 5 });
});

test("a role that may not make tables is told which rights to give, and will do once they are made", async () => {
  const guest = addressOf({ username: ROLE, password: "guest" });
  await expect(migrateDatabase(guest)).rejects.toThrow(
    new RegExp(`permission denied.* grant create on database test_\\w+ to ${ROLE}; .*DATABASE_DIRECT_URL`),
  );
  await migrateDatabase(database.url);
  await expect(migrateDatabase(guest)).rejects.toThrow(/permission denied for schema drizzle/);
  await admin.unsafe(
    `grant usage on schema drizzle to ${ROLE}; grant select on drizzle.__drizzle_migrations to ${ROLE}`,
  );
  await migrateDatabase(guest);
  await admin`delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations)`;
  await expect(migrateDatabase(guest)).rejects.toThrow(/permission denied/);
});

test("a role that got its rights makes the tables", async () => {
  const other = await freshDatabase({ migrated: false });
  const owner = connect(other.url, 1).sql;
  const name = new URL(other.url).pathname.slice(1);
  await owner.unsafe(`grant create on database ${name} to ${ROLE}; grant create, usage on schema public to ${ROLE}`);
  const guest = Object.assign(new URL(other.url), { username: ROLE, password: "guest" }).href;
  await migrateDatabase(guest);
  const [made] =
    await owner`select count(*)::int as n from pg_tables where schemaname = 'public' and tableowner = ${ROLE}`;
  expect(made?.n).toBeGreaterThan(20);
  await owner.unsafe(`drop owned by ${ROLE}`);
  await owner.end({ timeout: 5 });
  await other.drop();
});
