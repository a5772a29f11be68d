import postgres from "postgres";
import { openEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
import { isTransient, messageOf, type StoreLog, untilAvailable } from "./until-available.ts";

export interface Database {
  readonly url: string;
  /** Leaves the database. An embedded server stops when the last process leaves it; close the stores first. */
  stop(): Promise<void>;
}

/**
 * Makes a Postgres available: the one at `databaseUrl`, waiting for as long as it's down, or the embedded one under `dataDir`.
 * @param reviveAfterMs how long other processes may start an embedded server that has died before this one does
 * @param signal ends the waiting
 * @throws Error when the server refuses the credentials, or when the embedded one can't be started; the signal's reason once that is aborted.
 */
export async function openDatabase(
  config: { readonly databaseUrl: string | null; readonly dataDir: string },
  log: StoreLog,
  reviveAfterMs = 0,
  signal: AbortSignal = new AbortController().signal,
): Promise<Database> {
  if (config.databaseUrl === null) return openEmbeddedPostgres(config.dataDir, log, reviveAfterMs, signal);
  await waitForDatabase(config.databaseUrl, log, signal);
  return { url: config.databaseUrl, stop: async () => {} };
}

/**
 * Returns once the server behind a URL answers a query, however long that takes; says every few seconds what it waits for.
 * @throws Error at once when waiting can't help: wrong password, no such database.
 */
function waitForDatabase(url: string, log: StoreLog, signal: AbortSignal): Promise<void> {
  const place = `Postgres at ${placeOf(url)}`;
  const ask = async () => {
    try {
      await query(url);
    } catch (error) {
      if (isTransient(error)) throw error;
      throw new Error(`${place} refuses us: ${messageOf(error)}`, { cause: error });
    }
  };
  return untilAvailable(ask, { log, signal, place, advice: "start it, or correct DATABASE_URL" });
}

async function query(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Host, port and database: a URL without its secrets. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}
