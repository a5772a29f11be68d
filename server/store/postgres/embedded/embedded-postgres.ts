import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import { isTransient, messageOf, type StoreLog } from "../until-available.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import { exclusively } from "./exclusively.ts";

/** Longer than a start with crash recovery takes, which is what another holder of the lock would be doing. */
const LOCK_WAIT_MS = 180_000;
/** Until a server that is recovering is asked again, or one that died while it started is started again. */
const ANSWER_PAUSE_MS = 100;
/** One that doesn't start for this long has another reason than that somebody killed it. */
const START_WITHIN_MS = 15_000;
const REPORT_EVERY_MS = 3_000;
/** Connections of killed processes outlive them for a moment. */
const GONE_WITHIN_MS = 2_000;

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
 * next start to join, or for `stopUnusedPostgres`.
 *
 * @param reviveAfterMs how long other processes may start a dead server before this one does
 * @param opening ends the waiting for a server to start or to answer
 * @throws Error when the server can't be started; the signal's reason once that is aborted, and then no unused server is left
 */
export async function openEmbeddedPostgres(
  dataDir: string,
  log: StoreLog,
  reviveAfterMs: number,
  opening: AbortSignal,
): Promise<EmbeddedPostgres> {
  const cluster = openCluster(dataDir);
  const locked = <T>(task: () => Promise<T>): Promise<T> => exclusively(cluster.lockFile, LOCK_WAIT_MS, task);
  const { signal, ...leaving } = cancellation();

  const { presence, started, url } = await exclusively(cluster.lockFile, LOCK_WAIT_MS, enterAtFirst, opening);
  log.info(started ? `Started the embedded Postgres in ${dataDir}` : `Joined the embedded Postgres in ${dataDir}`);
  const port = Number(new URL(url).port);
  let current = presence;
  let reviving: Promise<void> | null = null;

  async function enterAtFirst() {
    try {
      return await enter(null, opening);
    } catch (error) {
      await stopUnlessUsed(cluster, 0);
      throw error;
    }
  }

  /** The server may die while it starts or is waited for. Nobody else can start it then: the lock is here. */
  async function enter(
    port: number | null,
    until: AbortSignal,
  ): Promise<{ url: string; started: boolean; presence: postgres.Sql }> {
    const deadline = performance.now() + START_WITHIN_MS;
    let reported = performance.now();
    for (;;) {
      try {
        const server = await cluster.start(port);
        return { ...server, presence: await connectPresence(server.url, onLost) };
      } catch (error) {
        until.throwIfAborted();
        if (!isTransient(error) && performance.now() > deadline) throw error;
        if (performance.now() - reported >= REPORT_EVERY_MS) {
          log.warn(`Waiting for the embedded Postgres (${messageOf(error)})`);
          reported = performance.now();
        }
        await sleep(ANSWER_PAUSE_MS, undefined, { signal: until }).catch(() => until.throwIfAborted());
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
          current = (await enter(port, signal)).presence;
        });
        log.info("The embedded Postgres is back");
        return;
      } catch (error) {
        if (signal.aborted) return;
        log.warn(`The embedded Postgres doesn't start yet: ${messageOf(error)}`);
        await sleep(wait, undefined, { signal }).catch(() => {}); // leaving
      }
    }
  }

  return {
    url,
    async stop() {
      leaving.cancel();
      await reviving;
      await current.end({ timeout: 1 });
      await locked(() => stopUnlessUsed(cluster, 0));
    },
  };
}

/** Stops the server of a data folder that the processes which used it have left running, as killed ones do; not while others use it. */
export async function stopUnusedPostgres(dataDir: string): Promise<void> {
  const cluster = openCluster(dataDir);
  await exclusively(cluster.lockFile, LOCK_WAIT_MS, () => stopUnlessUsed(cluster, GONE_WITHIN_MS));
}

/** To be called under the cluster's lock. */
async function stopUnlessUsed(cluster: Cluster, patienceMs: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (let url = cluster.url(); url !== null; url = cluster.url()) {
    if ((await otherClients(url)) === 0) return cluster.stop();
    if (performance.now() > deadline) return;
    await sleep(ANSWER_PAUSE_MS);
  }
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

/** None while the server starts, recovers or doesn't answer: nobody can be connected to it then. */
async function otherClients(url: string): Promise<number> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {}, fetch_types: false });
  try {
    const rows = await sql<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    return rows[0]?.n ?? 0;
  } catch {
    return 0;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
