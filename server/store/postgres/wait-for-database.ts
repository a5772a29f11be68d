import postgres from "postgres";
import type { StoreLog } from "./store-log.ts";
import { isTransient } from "./transient-error.ts";
import { messageOf, untilAvailable } from "./until-available.ts";

/**
 * Returns once the server behind a URL answers a query, however long that takes; says every few seconds what it waits for.
 * @throws Error at once when waiting can't help: wrong password, no such database.
 */
export function waitForDatabase(url: string, log: StoreLog, signal: AbortSignal): Promise<void> {
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
