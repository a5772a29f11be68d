import { bigint, doublePrecision, integer, pgTable, text, unique } from "drizzle-orm/pg-core";
import { arenaColumn, isShare, storedAt, time } from "./columns.ts";

/**
 * Who answers beside the arena's own policy and isn't trained. A name stands for one model: where another one answers behind the same
 * address, it has another name. Addresses and keys stay in the environment.
 */
export const externalModels = pgTable(
  "contestants",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    arenaId: arenaColumn(),
    name: text().notNull(),
    /** Of the deal; 0: it has been taken out. */
    share: doublePrecision().notNull().default(0),
    /** Why it pauses; null while it works. */
    paused: text(),
    pausedUntil: time(),
    calls: integer().notNull().default(0),
    tokens: bigint({ mode: "number" }).notNull().default(0),
    /** Answers that were too long, unfit for a classroom or empty. */
    unusable: integer().notNull().default(0),
    at: storedAt(),
  },
  (table) => [unique("contestants_name").on(table.arenaId, table.name), isShare("contestants_share", table.share)],
);
