import { sql } from "drizzle-orm";
import { check, pgTable, text } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

/** What all web processes count together: when each key has its whole burst again. A key without a row has it. */
export const budgets = pgTable(
  "budgets",
  {
    /** What is counted and of whom, such as "host password" and the hash of a network. */
    key: text().primaryKey(),
    freeAt: time().notNull(),
  },
  (table) => [check("budgets_key_length", sql`length(${table.key}) between 1 and 200`)],
);

/** What one web process does for all of them, and which. */
export const duties = pgTable("duties", {
  name: text().primaryKey(),
  holder: text().notNull(),
  /** By the database's clock. From then on any process may take it. */
  expiresAt: time().notNull(),
});
