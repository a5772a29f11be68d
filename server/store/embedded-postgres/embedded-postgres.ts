import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { StoreLog } from "../store-log.ts";
import { isTransient } from "../transient-error.ts";
import { openCluster } from "./cluster.ts";
import { exclusively } from "./exclusively.ts";

/** Longer than a start with crash recovery takes, which is what another holder of the lock would be doing. */
const LOCK_WAIT_MS = 180_000;
/** Until a server that is recovering is asked again. */
const ANSWER_PAUSE_MS = 100;

export interface EmbeddedPostgres {
  readonly url: string;
  /** Leaves the server; see `openEmbeddedPostgres` for who stops it. */
  stop(): Promise<void>;
}

/**
 * Opens the Postgres that lives under a data folder. Any number of processes may do so: the first starts the server,
 * the rest join it. It runs in a session of its own, so Ctrl-C in a terminal doesn't reach it, and it outlives the
 * process that started it. The last process to leave stops it: `stop` shuts the server down unless other clients are
 * connected. Each opener holds one connection for that count, and the same connection tells it when the server has
 * died; then it starts the server again, at the same address. A killed process leaves the server running for the
 * next start to join.
 *
 * @param reviveAfterMs how long other processes may start a dead server before this one does
 */
export async function openEmbeddedPostgres(
  dataDir: string,
  log: StoreLog,
  reviveAfterMs: number,
): Promise<EmbeddedPostgres> {
  const cluster = openCluster(dataDir);
  const locked = <T>(task: () => Promise<T>): Promise<T> => exclusively(cluster.lockFile, LOCK_WAIT_MS, task);
  const { signal, ...leaving } = cancellation();

  const { presence, started, url } = await locked(() => enter(null));
  log.info(started ? `Started the embedded Postgres in ${dataDir}` : `Joined the embedded Postgres in ${dataDir}`);
  const port = Number(new URL(url).port);
  let current = presence;
  let reviving: Promise<void> | null = null;

  /** The server may die while it is waited for. Nobody else can start it then: the lock is here. */
  async function enter(port: number | null): Promise<{ url: string; started: boolean; presence: postgres.Sql }> {
    for (;;) {
      const server = await cluster.start(port);
      try {
        return { ...server, presence: await connectPresence(server.url, onLost) };
      } catch (error) {
        if (signal.aborted || !isTransient(error)) throw error;
        await sleep(ANSWER_PAUSE_MS);
      }
    }
  }

  function onLost(): void {
    if (signal.aborted || reviving !== null) return;
    reviving = revive().finally(() => {
      reviving = null;
    });
  }

  async function revive(): Promise<void> {
    await sleep(reviveAfterMs, undefined, { signal }).catch(() => {}); // leaving
    if (signal.aborted) return;
    log.warn("The embedded Postgres went away; starting it again");
    for (let wait = 100; !signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        await current.end({ timeout: 0 });
        await locked(async () => {
          if (signal.aborted) return;
          current = (await enter(port)).presence;
        });
        log.info("The embedded Postgres is back");
        return;
      } catch (error) {
        log.warn(`The embedded Postgres doesn't start yet: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(wait);
      }
    }
  }

  return {
    url,
    async stop() {
      leaving.cancel();
      await reviving;
      await current.end({ timeout: 1 });
      await locked(async () => {
        if (cluster.isRunning() && (await otherClients(url)) === 0) await cluster.stop();
      });
    },
  };
}

function cancellation() {
  const controller = new AbortController();
  return { signal: controller.signal, cancel: () => controller.abort() };
}

/** One connection that stays open for as long as this process uses the server. */
async function connectPresence(url: string, onLost: () => void): Promise<postgres.Sql> {
  const settings = { max: 1, max_lifetime: null, connect_timeout: 30, onnotice: () => {}, fetch_types: false };
  let connected = false;
  const sql = postgres(url, { ...settings, connection: { application_name: "thumbwar presence" }, onclose: lost });
  function lost() {
    if (connected) onLost();
  }
  try {
    await sql`select 1`;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw error;
  }
  connected = true;
  return sql;
}

async function otherClients(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {}, fetch_types: false });
  try {
    const rows = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return rows[0]?.n ?? 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
