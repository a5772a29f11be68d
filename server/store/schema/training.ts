import { sql } from "drizzle-orm";
import {
  bigint,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import { metricsColumn, stepKindEnum, trainerStateEnum, trainingSettingsColumn } from "./column-types.ts";
import { policies } from "./policies.ts";
import { players } from "./sessions.ts";

export const rewardModels = pgTable(
  "reward_models",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    arenaId: integer().notNull(),
    comparisonId: bigint({ mode: "number" }).notNull(),
    folder: text().notNull(),
    metrics: metricsColumn().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("reward_models_newest").on(table.arenaId, table.id)],
);

export const trainingSteps = pgTable(
  "training_steps",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    arenaId: integer().notNull(),
    kind: stepKindEnum().notNull(),
    policyVersion: integer().notNull(),
    metrics: metricsColumn().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("training_steps_in_arena").on(table.arenaId, table.id)],
);

/** Derived from votes at every fit of the reward model. */
export const raters = pgTable(
  "raters",
  {
    playerId: uuid()
      .primaryKey()
      .references(() => players.id, { onDelete: "cascade" }),
    reliability: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    eta: doublePrecision().notNull(),
    weight: doublePrecision().notNull(),
    repeats: integer().notNull(),
    compared: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    check("raters_interval", sql`0 <= ${table.low} and ${table.low} <= ${table.high} and ${table.high} <= 1`),
    check("raters_weight", sql`${table.weight} >= 0`),
  ],
);

export const ratings = pgTable(
  "ratings",
  {
    arenaId: integer().notNull(),
    version: integer().notNull(),
    rating: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    votes: integer().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.arenaId, table.version] }),
    foreignKey({ columns: [table.arenaId, table.version], foreignColumns: [policies.arenaId, policies.version] }),
    check("ratings_interval", sql`${table.rating} between ${table.low} and ${table.high}`),
    check("ratings_votes", sql`${table.votes} >= 0`),
  ],
);

export const trainerHeartbeats = pgTable("trainer_heartbeats", {
  arenaId: integer().primaryKey(),
  state: trainerStateEnum().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** How the model of each arena learns; an arena without a row learns by the defaults. */
export const trainingChoices = pgTable("training_choices", {
  arenaId: integer().primaryKey(),
  settings: trainingSettingsColumn().notNull(),
  at: timestamp({ withTimezone: true }).notNull().defaultNow(),
});
