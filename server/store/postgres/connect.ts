import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";

/** Drizzle over postgres.js, column names in snake_case as in the migrations. */
export type Db = PostgresJsDatabase;

/** First keys of advisory locks, so that no two mean the same; the second is the arena, where there is one. */
export const LOCKS = {
  migrations: 7_302_911,
  /** Orders an arena's comparisons, of people and of AI judges. */
  comparisons: 7_302_912,
  /** An arena's versions change one at a time. */
  policies: 7_302_913,
  /** The one trainer of a database holds it. */
  trainer: 7_302_914,
  trainingChoices: 7_302_915,
  /** What a trainer writes holds it shared, so that a later term waits for it to end. */
  terms: 7_302_916,
} as const;

/** At most a second between attempts to reconnect: players are waiting, and one local connection costs the server little. */
function reconnectSeconds(failures: number): number {
  return Math.min(0.05 * 2 ** failures, 1);
}

/** Opens a pool of up to `connections` connections; none is made before the first query. */
export function connect(url: string, connections: number): { readonly db: Db; readonly sql: postgres.Sql } {
  const sql = postgres(url, {
    max: connections,
    connect_timeout: 5,
    backoff: reconnectSeconds,
    onnotice: () => {},
    connection: { application_name: "thumbwar" },
  });
  return { db: drizzle({ client: sql, casing: "snake_case" }), sql };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text that came from outside can be an id. Postgres would fail the whole statement over one that can't. */
export function isUuid(text: string): boolean {
  return UUID.test(text);
}
