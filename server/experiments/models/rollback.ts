import { pino } from "pino";
import { readConfig } from "../../config.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import { openStores } from "../../store/open-stores.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** Takes an arena back to an older version; a running trainer follows within a second, and players meet that version from the next round on. */
export async function rollback({ to, reason }: { to: number; reason: string }): Promise<void> {
  const config = readConfig(process.env);
  const database = await openDatabase(config, pino({ level: "warn" }));
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  try {
    const undone = await stores.policies.rollback(MAIN_ARENA, to, reason);
    process.stdout.write(`Version ${to} is the newest again; ${undone} later versions were taken back.\n`);
  } finally {
    await stores.close();
    await database.stop();
  }
}
