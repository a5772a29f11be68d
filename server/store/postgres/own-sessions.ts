import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { openDriver } from "./address.ts";

/** With three, a pooler that hands out its connections in turn can't give each client its own by chance. */
const CLIENTS = 3;
const ROUNDS = 4;
const MARK = "thumbwar.session";

/**
 * Whether connections to an address share the server's sessions, as behind a pooler in transaction mode: then what is said in one transaction
 * (LISTEN, a lock, a prepared statement) belongs to another client in the next. Found by trying: several connections at once mark their
 * sessions and read their marks again, in transactions of their own, one after another, each twice. Whoever finds another's mark, or
 * another session, shares.
 */
export async function sharesSessions(address: string): Promise<boolean> {
  const clients = Array.from({ length: CLIENTS }, () => ({ mark: randomUUID(), sql: openProbe(address) }));
  try {
    const pids = new Set<number>();
    for (const { sql, mark } of clients) pids.add(await markSession(sql, mark));
    if (pids.size < CLIENTS) return true;
    for (let round = 0; round < ROUNDS; round++) {
      for (const { sql, mark } of clients) {
        if ((await markOf(sql)) !== mark) return true;
        if ((await markOf(sql)) !== mark) return true;
      }
    }
    return false;
  } finally {
    await Promise.all(clients.map(({ sql }) => sql.end({ timeout: 1 })));
  }
}

const openProbe = (address: string): postgres.Sql =>
  openDriver(address, { max: 1, max_lifetime: null, prepare: false, fetch_types: false });

async function markSession(sql: postgres.Sql, mark: string): Promise<number> {
  const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid, set_config(${MARK}, ${mark}, false)`;
  return row!.pid;
}

async function markOf(sql: postgres.Sql): Promise<string | null> {
  const [row] = await sql<{ mark: string | null }[]>`select current_setting(${MARK}, true) as mark`;
  return row?.mark ?? null;
}

/** Which database an address leads to, the same for every address that leads to it until the server starts anew. */
export async function databaseAt(address: string): Promise<string> {
  const sql = openDriver(address, { max: 1, prepare: false, fetch_types: false });
  try {
    const [row] = await sql<{ id: string }[]>`
      select concat_ws(' ', extract(epoch from pg_postmaster_start_time()), oid, datname) as id from pg_database where datname = current_database()`;
    return row!.id;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
