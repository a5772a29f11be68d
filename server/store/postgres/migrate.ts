import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import type postgres from "postgres";
import { DatabaseUnusable, openDriver } from "./address.ts";
import { LOCKS } from "./connect.ts";
import { databaseErrorCode, messageOf, type StoreLog, untilAvailable } from "./until-available.ts";

const FOLDER = fileURLToPath(new URL("../../../migrations", import.meta.url));
const SILENT: StoreLog = { info() {}, warn() {} };

/**
 * Brings a database's schema up to date. Processes that do so at the same time take turns: the migrator alone doesn't
 * lock, and two of them would apply one migration twice. A database that goes away meanwhile is waited for. One that is up to date is left
 * alone, so that a role without the right to change it will do.
 * @param url of Postgres itself, since the lock belongs to a session
 * @throws DatabaseUnusable when the role lacks a right; the signal's reason once that is aborted
 */
export function migrateDatabase(
  url: string,
  log: StoreLog = SILENT,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  return untilAvailable(() => migrateOnce(url, signal), { log, signal });
}

async function migrateOnce(url: string, signal: AbortSignal): Promise<void> {
  const sql = openDriver(url, { max: 1, connect_timeout: 30, max_lifetime: null });
  const giveUp = () => void sql.end({ timeout: 0 });
  signal.addEventListener("abort", giveUp);
  try {
    await sql`select pg_advisory_lock(${LOCKS.migrations})`;
    if (!(await isUpToDate(sql))) await migrate(drizzle({ client: sql }), { migrationsFolder: FOLDER });
  } catch (error) {
    throw databaseErrorCode(error) === NO_RIGHT ? await forbidden(sql, error) : error;
  } finally {
    signal.removeEventListener("abort", giveUp);
    await sql.end({ timeout: 5 }); // the lock ends with the connection
  }
}

/** When each migration of this program was made, milliseconds since 1970; the migrator tells them apart by that. */
let known: readonly number[] | undefined;

/** How many migrations of this program a database has not: the migrator applies those that are younger than the last one that it has. */
export async function pendingMigrations(sql: postgres.Sql): Promise<number> {
  known ??= readMigrationFiles({ migrationsFolder: FOLDER }).map(({ folderMillis }) => folderMillis);
  const [last] = await sql<{ at: number | null }[]>`
    select max(created_at)::float8 as at from drizzle.__drizzle_migrations`;
  return known.filter((at) => at > (last?.at ?? 0)).length;
}

const NO_RIGHT = "42501";

/** Whether the newest migration has been applied, as the migrator itself reads it. */
async function isUpToDate(sql: postgres.Sql): Promise<boolean> {
  const [table] = await sql<{ exists: boolean }[]>`
    select exists (select from pg_tables where schemaname = 'drizzle' and tablename = '__drizzle_migrations') as exists`;
  return table?.exists === true && (await pendingMigrations(sql)) === 0;
}

async function forbidden(sql: postgres.Sql, cause: unknown): Promise<DatabaseUnusable> {
  const [who] = await sql<{ role: string; database: string }[]>`
    select quote_ident(current_user) as role, quote_ident(current_database()) as database`;
  const { role = "it", database = "the database" } = who ?? {};
  const said = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new DatabaseUnusable(
    `The tables can't be made or brought up to date: ${messageOf(said)}. Either give the role its rights, as the database's owner: ` +
      `grant create on database ${database} to ${role}; grant create, usage on schema public to ${role}; ` +
      `or name a role that owns the tables in DATABASE_DIRECT_URL, which is used for this.`,
    { cause },
  );
}
