import { SingleBar } from "cli-progress";
import { pino } from "pino";
import type { Checkpoints } from "../../checkpoints/checkpoints.ts";
import { openCheckpoints } from "../../checkpoints/open-checkpoints.ts";
import { type Config, readConfig } from "../../config.ts";
import type { Stores } from "../../ports/stores.ts";
import { openStores } from "../../store/open-stores.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** Opens the stores of the arena that the settings name, for as long as they are used; a running arena shares its database. */
export async function withStores<T>(
  use: (stores: Stores, config: Config, checkpoints: Checkpoints) => Promise<T>,
): Promise<T> {
  const config = readConfig(process.env);
  const log = pino({ level: "warn" }, pino.destination(2));
  const checkpoints = await openCheckpoints(config.checkpoints, config.dataDir, log);
  const database = await openDatabase(config, log);
  try {
    await migrateDatabase(database.url);
    const stores = openStores(database.url);
    try {
      return await use(stores, config, checkpoints);
    } finally {
      await stores.close();
    }
  } finally {
    await database.stop();
  }
}

/**
 * Counts rows on a terminal, without a total: nobody knows it before the end. Where there is no terminal it says nothing.
 * @param done what becomes of the rows: "exported"
 */
export function rowProgress(done: string) {
  const bar = new SingleBar({ format: `{value} rows ${done}, {duration_formatted}`, clearOnComplete: true });
  let rows = 0;
  if (process.stderr.isTTY) bar.start(0, 0);
  return {
    add(more: number): void {
      rows += more;
      bar.update(rows);
    },
    stop: () => bar.stop(),
  };
}
