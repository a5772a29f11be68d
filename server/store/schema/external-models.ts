import { sql } from "drizzle-orm";
import { bigint, check, doublePrecision, integer, pgTable, text, timestamp, unique } from "drizzle-orm/pg-core";

/**
 * Who answers beside the arena's own policy and isn't trained. A name stands for one model: where another one answers behind the same
 * address, it has another name. Addresses and keys stay in the environment.
 */
export const externalModels = pgTable(
  "contestants",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    arenaId: integer().notNull(),
    name: text().notNull(),
    /** Of the deal; 0: it has been taken out. */
    share: doublePrecision().notNull().default(0),
    /** Why it pauses; null while it works. */
    paused: text(),
    pausedUntil: timestamp({ withTimezone: true }),
    calls: integer().notNull().default(0),
    tokens: bigint({ mode: "number" }).notNull().default(0),
    /** Answers that were too long, unfit for a classroom or empty. */
    unusable: integer().notNull().default(0),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("contestants_name").on(table.arenaId, table.name),
    check("contestants_share", sql`${table.share} between 0 and 1`),
  ],
);
