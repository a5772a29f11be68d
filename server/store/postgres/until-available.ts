import pRetry from "p-retry";
import type { Stores } from "../../ports/stores.ts";
import { DatabaseUnusable } from "./address.ts";

const REPORT_EVERY_MS = 3_000;
const PAUSE_MS = [50, 2_000] as const;

/** Where the store reports what an operator should know; a pino logger fits. */
export interface StoreLog {
  info(message: string): void;
  warn(message: string): void;
}

/** Whether the server has no room for another connection (SQLSTATE 53300), or the pooler in front of it. */
export const isTooMany = (error: unknown): boolean =>
  databaseErrorCode(error) === "53300" || /\bno more connections allowed\b/.test(messageOf(error));

/** Conditions of the system's network calls and of the driver that pass when the server is reachable again. */
const CONNECTION_CODES: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
]);

/** SQLSTATE classes and codes that say "not now" rather than "never" (Postgres manual, appendix A). */
const SQLSTATES: readonly RegExp[] = [
  /^08/, // connection exception
  /^40/, // transaction rollback: deadlock, serialisation
  /^53/, // insufficient resources: disk full, too many connections
  /^57P0[1-3]$/, // shutting down, crashed, starting up
  /^25006$/, // read-only: a standby, while a failover is under way
  /^55P03$/, // lock not available
];

/** The code of an error of the driver or the server, looking through the wrapper that Drizzle puts around it. */
export function databaseErrorCode(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
    if (cause instanceof AggregateError && cause.errors.length > 0) return databaseErrorCode(cause.errors[0]);
  }
  return null;
}

/** PgBouncer has one code, 08P01, for whatever it says itself; these of its messages stay true. */
const POOLER_REFUSES = /\b(?:unsupported startup parameter|no such (?:database|user))\b/;

/** Whether repeating the same work later can succeed. */
export function isTransient(error: unknown): boolean {
  const code = databaseErrorCode(error);
  if (error instanceof DatabaseUnusable) return false; // whatever has caused it
  if (code === null || (code === "08P01" && POOLER_REFUSES.test(messageOf(error)))) return false;
  return CONNECTION_CODES.has(code) || SQLSTATES.some((pattern) => pattern.test(code));
}

export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message || (databaseErrorCode(error) ?? "no answer");
}

/** How work waits for a database that is away. */
export interface Patience {
  readonly log: StoreLog;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** What is waited for, without secrets, and what to do about it where there is something. */
  readonly place?: string;
  readonly advice?: (error: unknown) => string;
}

/**
 * Repeats work while the database is away, for however long that is, and says every few seconds what it waits for. The work has
 * to be repeatable: it may have been done when its answer got lost.
 * @throws what the work throws when waiting can't help, and the signal's reason once that is aborted
 */
export async function untilAvailable<T>(
  work: () => Promise<T>,
  { log, signal, place = "the database", advice }: Patience,
): Promise<T> {
  let reported = Number.NEGATIVE_INFINITY;
  const [minTimeout, maxTimeout] = PAUSE_MS;
  const result = await pRetry(work, {
    ...{ retries: Number.POSITIVE_INFINITY, minTimeout, maxTimeout, signal },
    shouldRetry({ error }) {
      signal.throwIfAborted();
      if (!isTransient(error)) return false;
      if (performance.now() - reported >= REPORT_EVERY_MS) {
        log.warn(`Waiting for ${place} (${messageOf(error)})${advice === undefined ? "" : `; ${advice(error)}`}`);
        reported = performance.now();
      }
      return true;
    },
  });
  if (reported !== Number.NEGATIVE_INFINITY) log.info(`${capitalised(place)} answers`);
  return result;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The same stores, but what a process asks once, while it opens, waits for a database that is away: a process that ended
 * instead would only have to be started again. What players ask for later is answered as before.
 */
export function patientStores(stores: Stores, patience: Patience): Stores {
  const { bus, installation, sessions } = stores;
  return {
    ...stores,
    installation: { ...installation, secret: () => untilAvailable(() => installation.secret(), patience) },
    bus: { ...bus, listen: (onEvent, onReady) => untilAvailable(() => bus.listen(onEvent, onReady), patience) },
    sessions: { ...sessions, dropIn: (settings) => untilAvailable(() => sessions.dropIn(settings), patience) },
  };
}

/**
 * Whether the driver threw this because a connection died in the middle of a transaction: it then writes to a socket that is gone, outside
 * of any query. That connection writes nothing more, so whatever asks on it waits for ever (`nextWrite` of postgres.js 3.4.9).
 */
export const isStuckConnection = (error: unknown): boolean =>
  error instanceof TypeError && /\bnextWrite\b.*[\\/]postgres[\\/]/.test(error.stack ?? "");
