import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { expect, test } from "vitest";
import { openStores } from "../../../../server/store/open-stores.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { freshDatabase } from "../../../support/database.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const root = fileURLToPath(new URL("../../../..", import.meta.url));
const migrations = join(root, "migrations");

test("twenty processes that migrate at once apply each migration once", async () => {
  const database = await freshDatabase({ migrated: false });
  await Promise.all(Array.from({ length: 20 }, () => migrateDatabase(database.url)));
  const sql = postgres(database.url, { max: 1 });
  const [applied] = await sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
  await sql.end();
  expect(applied?.n).toBe(readdirSync(migrations).filter((name) => name.endsWith(".sql")).length);
  const stores = openStores(database.url);
  expect(await stores.policies.list(1)).toEqual([]);
  await stores.close();
  await database.drop();
});

test("the migrations say what the schema says: generating another changes nothing", () => {
  const folder = temporaryFolder();
  cpSync(migrations, folder.path, { recursive: true });
  const before = readdirSync(folder.path, { recursive: true });
  const kit = join(root, "node_modules", "drizzle-kit", "bin.cjs");
  const settings = ["--dialect=postgresql", "--schema=./server/store/schema/*.ts", "--casing=snake_case"];
  // The exit code says nothing: with a change that needs an answer it prints an error and exits with 0.
  const output = execFileSync(
    process.execPath,
    [kit, "generate", ...settings, `--out=${relative(root, folder.path)}`],
    { cwd: root },
  );
  expect(output.toString()).toContain("No schema changes");
  expect(readdirSync(folder.path, { recursive: true })).toEqual(before);
  folder.remove();
});

test("a trainer that was improving its policy by PPO when its arena was last open still is", async () => {
  const database = await freshDatabase({ migrated: false });
  const folder = temporaryFolder();
  cpSync(migrations, folder.path, { recursive: true });
  const journal = join(folder.path, "meta", "_journal.json");
  const { entries, ...rest }: { entries: { tag: string }[] } = JSON.parse(readFileSync(journal, "utf8"));
  const before = entries.slice(
    0,
    entries.findIndex(({ tag }) => tag.endsWith("_improve")),
  );
  writeFileSync(journal, JSON.stringify({ ...rest, entries: before }));
  const sql = postgres(database.url, { max: 1 });
  await migrate(drizzle({ client: sql }), { migrationsFolder: folder.path });
  await sql`insert into trainer_heartbeats (arena_id, state) values (1, 'ppo')`;
  await sql.end();
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  expect((await stores.heartbeats.last(1))?.state).toBe("improve");
  await stores.close();
  await database.drop();
  folder.remove();
});

test("migrations are in the order of their times: the migrator skips one that is older than the last applied", () => {
  const journal: { entries: { when: number; tag: string }[] } = JSON.parse(
    readFileSync(join(migrations, "meta", "_journal.json"), "utf8"),
  );
  const times = journal.entries.map(({ when }) => when);
  expect(times).toEqual([...times].sort((x, y) => x - y));
  expect(new Set(times).size).toBe(times.length);
  const files = readdirSync(migrations).filter((name) => name.endsWith(".sql"));
  expect(journal.entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
});
