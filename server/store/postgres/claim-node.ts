import { setTimeout as sleep } from "node:timers/promises";
import postgres from "postgres";
import type { NodeClaim, NodeRefusal } from "../../ports/stores.ts";
import { LOCKS } from "./connect.ts";

const CHECK_EVERY_MS = 5_000;
const ANSWER_WITHIN_MS = 30_000;

/** Whether a web process has this name: it runs, and its connection stands. Any connection may ask, also one through a pooler. */
export async function isNodeClaimed(sql: postgres.Sql, name: string): Promise<boolean> {
  const [found] = await sql<{ claimed: boolean }[]>`
    select exists (
      select from pg_locks join pg_database on pg_database.oid = database and datname = current_database()
      where locktype = 'advisory' and granted and classid = ${LOCKS.nodeNames} and objid::bigint = hashtext(${name})::bigint & 4294967295
    ) as claimed`;
  return found?.claimed ?? true;
}

/**
 * Takes the locks of a web process on a connection of its own. The server releases them when that connection ends, at once where a process
 * is killed; of a machine that vanished it notices by TCP's keep-alives.
 */
export async function claimNode(
  url: string,
  { name, alone }: { readonly name: string; readonly alone: boolean },
): Promise<NodeClaim | NodeRefusal> {
  const lost = Promise.withResolvers<void>();
  const stop = new AbortController();
  const sql = postgres(url, {
    max: 1,
    max_lifetime: null, // by default the driver renews its connections, and the locks would be gone
    connect_timeout: 5,
    fetch_types: false,
    onnotice: () => {},
    onclose: () => lost.resolve(),
    connection: {
      application_name: `thumbwar ${name}`,
      tcp_keepalives_idle: 5,
      tcp_keepalives_interval: 2,
      tcp_keepalives_count: 3,
    },
  });
  const release = async () => {
    stop.abort();
    await sql.end({ timeout: 1 });
  };
  try {
    const [names] = await sql<{ taken: boolean }[]>`
      select pg_try_advisory_lock(${LOCKS.nodeNames}, hashtext(${name})) as taken`;
    const [webs] = await (alone
      ? sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${LOCKS.webs}, 0) as taken`
      : sql<{ taken: boolean }[]>`select pg_try_advisory_lock_shared(${LOCKS.webs}, 0) as taken`);
    if (names?.taken !== true || webs?.taken !== true) {
      await release();
      return names?.taken === true ? "others" : "name";
    }
  } catch (error) {
    await release();
    throw error;
  }
  void watch();
  void lost.promise.then(release);
  return { lost: lost.promise, release };

  async function watch(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(CHECK_EVERY_MS, undefined, { ref: false });
      if (stop.signal.aborted) return;
      const answered = sql`select 1`.then(
        () => true,
        () => false,
      );
      const late = sleep(ANSWER_WITHIN_MS, false, { ref: false });
      if (!(await Promise.race([answered, late]))) lost.resolve();
    }
  }
}
