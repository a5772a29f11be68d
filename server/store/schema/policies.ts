import { sql } from "drizzle-orm";
import { bigint, check, foreignKey, integer, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { methodEnum, metricsColumn, policyStatusEnum } from "./column-types.ts";
import { rounds } from "./rounds.ts";

/** The newest policy of an arena is its highest promoted version. */
export const policies = pgTable(
  "policies",
  {
    arenaId: integer().notNull(),
    version: integer().notNull(),
    parent: integer(),
    status: policyStatusEnum().notNull(),
    folder: text().notNull(),
    reason: text(),
    /** What made it of its parent; null for a starting model, and for versions from before there was a choice. */
    method: methodEnum(),
    metrics: metricsColumn().notNull(),
    comparisonId: bigint({ mode: "number" }).notNull(),
    trainedOnRound: uuid().references(() => rounds.id, { onDelete: "set null" }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    promotedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.arenaId, table.version] }),
    foreignKey({ columns: [table.arenaId, table.parent], foreignColumns: [table.arenaId, table.version] }),
    check("policies_version", sql`${table.version} >= 0`),
    check("policies_parent_is_older", sql`${table.parent} < ${table.version}`),
    check(
      "policies_promoted_at",
      sql`(${table.promotedAt} is not null) = (${table.status} in ('promoted', 'rolled_back'))`,
    ),
    check("policies_reason", sql`${table.reason} is not null or ${table.status} in ('candidate', 'promoted')`),
  ],
);
