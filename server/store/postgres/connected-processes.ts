import type postgres from "postgres";
import type { ConnectedProcess, Stores } from "../../ports/stores.ts";
import type { StoreLog } from "./until-available.ts";

/** How connections begin that stand for a process: a web process by its node's name, and the trainer at work. */
const PREFIX = "thumbwar ";
const TRAINER = "trainer";

/**
 * The processes that are connected to a database by a connection of their own: web processes that have their name, and the trainer at
 * work. One that was cut off a moment ago may be among them.
 */
export async function connectedProcesses(sql: postgres.Sql): Promise<readonly ConnectedProcess[]> {
  const rows = await sql<{ name: string; address: string | null }[]>`
    select distinct substr(application_name, ${PREFIX.length + 1}::int) as name, host(client_addr) as address
    from pg_stat_activity
    where datname = current_database() and starts_with(application_name, ${PREFIX})
    order by name, address`;
  return rows.map(({ name, address }) => ({ node: name === TRAINER ? null : name, address }));
}

/**
 * Says in the log what else runs on a database, so that whoever meant two separate arenas sees that they are one.
 * @param node this web process's name; null: this is a trainer
 */
export async function tellConnected(
  stores: Pick<Stores, "connected">,
  node: string | null,
  log: StoreLog,
): Promise<void> {
  const others = (await stores.connected()).filter((one) => one.node !== node);
  const told = others.map(({ node: name, address }) => {
    const from = address === null ? "" : ` (${address})`;
    return name === null ? `a trainer${from}` : `web process ${name}${from}`;
  });
  log.info(told.length === 0 ? "Nothing else runs on this database yet" : `Also on this database: ${told.join(", ")}`);
}
