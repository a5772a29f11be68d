import { SingleBar } from "cli-progress";
import { pino } from "pino";
import { readConfig } from "../../config.ts";
import type { Stores } from "../../ports/stores.ts";
import { openStores } from "../../store/open-stores.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** Opens the stores of the database that the settings name, for one command; a running arena shares it. */
export async function withStores(use: (stores: Stores) => Promise<void>): Promise<void> {
  const database = await openDatabase(readConfig(process.env), pino({ level: "warn" }, pino.destination(2)));
  try {
    await migrateDatabase(database.url);
    const stores = openStores(database.url);
    try {
      await use(stores);
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
