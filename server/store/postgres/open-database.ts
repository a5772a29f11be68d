import { openEmbeddedPostgres } from "./embedded/embedded-postgres.ts";
import type { StoreLog } from "./store-log.ts";
import { waitForDatabase } from "./wait-for-database.ts";

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
