import pRetry from "p-retry";
import type { StoreLog } from "./store-log.ts";
import { databaseErrorCode, isTransient } from "./transient-error.ts";

const REPORT_EVERY_MS = 3_000;
const PAUSE_MS = [50, 2_000] as const;

/** How work waits for a database that is away. */
export interface Patience {
  readonly log: StoreLog;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
  /** What is waited for, without secrets, and what to do about it where there is something. */
  readonly place?: string;
  readonly advice?: string;
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
        log.warn(`Waiting for ${place} (${messageOf(error)})${advice === undefined ? "" : `; ${advice}`}`);
        reported = performance.now();
      }
      return true;
    },
  });
  if (reported !== Number.NEGATIVE_INFINITY) log.info(`${capitalised(place)} answers`);
  return result;
}

export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message || (databaseErrorCode(error) ?? "no answer");
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
