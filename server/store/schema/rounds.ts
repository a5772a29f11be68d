import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  index,
  integer,
  pgTable,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { beatEnum } from "./column-types.ts";
import { prompts } from "./pool.ts";
import { sessions } from "./sessions.ts";

export const rounds = pgTable(
  "rounds",
  {
    id: uuid().primaryKey().defaultRandom(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    index: integer().notNull(),
    policyVersion: integer().notNull(),
    /** What everyone in the round writes to or ranks answers to. */
    promptId: uuid().references((): AnyPgColumn => prompts.id),
    /** The beat under way, for a process that takes the round over from one that died; null before the first. */
    beat: beatEnum(),
    /** The host holds the beat. */
    paused: boolean().notNull().default(false),
    openedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    closedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    unique("rounds_index_in_session").on(table.sessionId, table.index),
    index("rounds_open").on(table.openedAt).where(sql`${table.closedAt} is null`),
    check("rounds_index", sql`${table.index} >= 0`),
    check("rounds_policy_version", sql`${table.policyVersion} >= 0`),
  ],
);
