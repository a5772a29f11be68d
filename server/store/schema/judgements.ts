import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { pairs } from "./pool.ts";

/**
 * What AI judges said of pairs. A table of its own, so that nothing which counts people's votes can count them. Ids grow in the order
 * in which the rows become visible: one trainer writes them, and `judgements-store.ts` takes the lock of the arena's comparisons.
 */
export const aiComparisons = pgTable(
  "ai_comparisons",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    arenaId: integer().notNull(),
    pairId: uuid()
      .notNull()
      .references(() => pairs.id, { onDelete: "cascade" }),
    judge: text().notNull(),
    /** Probability that A is better. */
    label: doublePrecision().notNull(),
    /** Whether it named the same answer with the sides swapped; null where the judge sees no sides. */
    ordersAgree: boolean(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("ai_comparisons_once").on(table.pairId, table.judge),
    index("ai_comparisons_of_judge").on(table.arenaId, table.judge, table.id),
    check("ai_comparisons_label", sql`${table.label} between 0 and 1`),
  ],
);

/** How the judge of an arena stands, for whoever looks at the lab, and what its endpoint has cost. */
export const aiJudges = pgTable(
  "ai_judges",
  {
    arenaId: integer().primaryKey(),
    judge: text().notNull(),
    /** Share of the labels that it is to give. */
    share: doublePrecision().notNull(),
    /** Why it pauses; null while it works. */
    paused: text(),
    pausedUntil: timestamp({ withTimezone: true }),
    calls: integer().notNull(),
    tokens: bigint({ mode: "number" }).notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [check("ai_judges_share", sql`${table.share} between 0 and 1`)],
);
