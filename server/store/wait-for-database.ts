import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { StoreLog } from "./store-log.ts";
import { databaseErrorCode, isTransient } from "./transient-error.ts";

const REPORT_EVERY_MS = 3_000;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Returns once the server behind a URL answers a query, however long that takes; says every few seconds what it waits for.
 * @throws Error at once when waiting can't help: wrong password, no such database.
 */
export async function waitForDatabase(url: string, log: StoreLog): Promise<void> {
  const place = placeOf(url);
  let reported = Number.NEGATIVE_INFINITY;
  for (let pause = 100; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const error = await attempt(url);
    if (error === null) break;
    if (!isTransient(error)) throw new Error(`Postgres at ${place} refuses us: ${messageOf(error)}`, { cause: error });
    if (performance.now() - reported >= REPORT_EVERY_MS) {
      log.warn(`Waiting for Postgres at ${place} (${messageOf(error)}); start it, or correct DATABASE_URL`);
      reported = performance.now();
    }
    await sleep(pause);
  }
  if (reported !== Number.NEGATIVE_INFINITY) log.info(`Postgres at ${place} answers`);
}

async function attempt(url: string): Promise<unknown> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => {} });
  try {
    await sql`select 1`;
    return null;
  } catch (error) {
    return error;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Host, port and database: a URL without its secrets. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message || (databaseErrorCode(error) ?? "no answer");
}
