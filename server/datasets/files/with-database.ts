import { pino } from "pino";
import type postgres from "postgres";
import { readConfig } from "../../config.ts";
import { connect } from "../../store/postgres/connect.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** Opens the database that the settings name, for one command; a running arena shares it. */
export async function withDatabase(use: (sql: postgres.Sql) => Promise<void>): Promise<void> {
  const database = await openDatabase(readConfig(process.env), pino({ level: "warn" }, pino.destination(2)));
  try {
    await migrateDatabase(database.url);
    const { sql } = connect(database.url, 1);
    try {
      await use(sql);
    } finally {
      await sql.end({ timeout: 5 });
    }
  } finally {
    await database.stop();
  }
}
