import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { migrateDatabase } from "../../server/store/postgres/migrate.ts";
import { type Database, openDatabase } from "../../server/store/postgres/open-database.ts";

/**
 * Throw-away databases on one embedded server that all test files of a run share: the first opens it, the last to leave
 * stops it, as the product's own processes do.
 */
export interface FreshDatabase {
  readonly url: string;
  /** Drops the database and leaves the server; close the stores first. */
  drop(): Promise<void>;
}

const FOLDER = fileURLToPath(new URL("../../.cache/test-database", import.meta.url));
const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));
/** Any constant: processes take turns at making the template and at copying it, which Postgres refuses to do at once. */
const TEMPLATE_LOCK = 1_234_567;

let server: Promise<Database> | null = null;
let users = 0;
let created = 0;

/** Opens the shared embedded server; each caller has to `leaveServer`. */
export async function joinServer(): Promise<Database> {
  users++;
  server ??= openServer();
  return server;
}

/** These databases needn't survive a power cut. Without waiting for the disk they are made and dropped many times faster. */
async function openServer(): Promise<Database> {
  const opened = await openDatabase({ databaseUrl: null, dataDir: FOLDER }, { info: () => {}, warn: () => {} });
  const admin = postgres(opened.url, { max: 1, onnotice: () => {} });
  for (const name of ["fsync", "full_page_writes", "wal_init_zero"])
    await admin.unsafe(`alter system set ${name} = off`);
  await admin`select pg_reload_conf()`;
  await admin.end({ timeout: 5 });
  return opened;
}

export async function leaveServer(): Promise<void> {
  users--;
  if (users > 0 || server === null) return;
  const leaving = server;
  server = null;
  await (await leaving).stop();
}

/** A new database with the schema of the current migrations, or with none at all. */
export async function freshDatabase({ migrated = true } = {}): Promise<FreshDatabase> {
  const { url } = await joinServer();
  const name = `test_${process.pid}_${Date.now()}_${created++}`;
  const admin = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await admin`select pg_advisory_lock(${TEMPLATE_LOCK})`;
    await dropLeftovers(admin);
    const template = migrated ? await migratedTemplate(admin, url) : "template1";
    await admin.unsafe(`create database ${name} template ${template}`);
  } finally {
    await admin.end({ timeout: 5 });
  }
  return {
    url: inDatabase(url, name),
    async drop() {
      const last = postgres(url, { max: 1, onnotice: () => {} });
      await last.unsafe(`drop database if exists ${name} with (force)`);
      await last.end({ timeout: 5 });
      await leaveServer();
    },
  };
}

/** Players have these scores from now on, by id. */
export async function setScores(url: string, scores: ReadonlyMap<string, number>): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  for (const [id, score] of scores) await sql`update players set score = ${score} where id = ${id}`;
  await sql.end({ timeout: 5 });
}

/** Named after what the migrations say, so that a new migration makes a new template. */
async function migratedTemplate(admin: postgres.Sql, url: string): Promise<string> {
  const hash = createHash("sha256");
  const statements = readdirSync(MIGRATIONS).filter((entry) => entry.endsWith(".sql"));
  // The journal says when each was made, and a database knows them by that.
  for (const file of [...statements.sort(), "meta/_journal.json"]) hash.update(readFileSync(join(MIGRATIONS, file)));
  const name = `template_${hash.digest("hex").slice(0, 16)}`;
  const existing = await admin`select from pg_database where datname = ${name} and datistemplate`;
  if (existing.length > 0) return name;
  await admin.unsafe(`drop database if exists ${name}`);
  await admin.unsafe(`create database ${name}`);
  await migrateDatabase(inDatabase(url, name));
  await admin.unsafe(`alter database ${name} is_template true`);
  return name;
}

/** Databases of test processes that were killed before they could drop them. */
async function dropLeftovers(admin: postgres.Sql): Promise<void> {
  const rows = await admin<{ name: string }[]>`select datname as name from pg_database where datname like 'test\\_%'`;
  for (const { name } of rows) {
    if (!isAlive(Number(name.split("_")[1]))) await admin.unsafe(`drop database if exists ${name} with (force)`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.href;
}
