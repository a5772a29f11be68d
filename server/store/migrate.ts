import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { isTransient } from "./transient-error.ts";

/** Any constant will do; all processes that migrate one database have to use the same. */
const MIGRATION_LOCK = 7_302_911;
const PAUSE_MS = 500;
const GIVE_UP_MS = 60_000;
const FOLDER = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * Brings a database's schema up to date. Processes that do so at the same time take turns: the migrator alone doesn't
 * lock, and two of them would apply one migration twice. A database that is away for a moment is tried again.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const deadline = performance.now() + GIVE_UP_MS;
  for (;;) {
    try {
      return await migrateOnce(url);
    } catch (error) {
      if (!isTransient(error) || performance.now() > deadline) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function migrateOnce(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 30, max_lifetime: null, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle({ client: sql }), { migrationsFolder: FOLDER });
  } finally {
    await sql.end({ timeout: 5 }); // the lock ends with the connection
  }
}
