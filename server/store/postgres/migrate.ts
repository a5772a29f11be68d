import { fileURLToPath } from "node:url";
import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { LOCKS } from "./connect.ts";
import { type StoreLog, untilAvailable } from "./until-available.ts";

const FOLDER = fileURLToPath(new URL("../../../migrations", import.meta.url));
const SILENT: StoreLog = { info() {}, warn() {} };

/**
 * Brings a database's schema up to date. Processes that do so at the same time take turns: the migrator alone doesn't
 * lock, and two of them would apply one migration twice. A database that goes away meanwhile is waited for.
 * @throws the signal's reason once that is aborted
 */
export function migrateDatabase(
  url: string,
  log: StoreLog = SILENT,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  return untilAvailable(() => migrateOnce(url, signal), { log, signal });
}

async function migrateOnce(url: string, signal: AbortSignal): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 30, max_lifetime: null, onnotice: () => {} });
  const giveUp = () => void sql.end({ timeout: 0 });
  signal.addEventListener("abort", giveUp);
  try {
    await sql`select pg_advisory_lock(${LOCKS.migrations})`;
    await migrate(drizzle({ client: sql }), { migrationsFolder: FOLDER });
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
