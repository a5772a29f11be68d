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
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { arenaColumn, arenaOfOwner, oneForEachArena } from "./arenas.ts";
import {
  growingKey,
  isShare,
  methodEnum,
  metricsColumn,
  ownedBy,
  policyStatusEnum,
  stepKindEnum,
  storedAt,
  time,
  trainerStateEnum,
  trainingSettingsColumn,
} from "./columns.ts";
import { rounds } from "./rounds.ts";
import { players } from "./sessions.ts";

/** The newest policy of an arena is its highest promoted version. */
export const policies = pgTable(
  "policies",
  {
    arenaId: arenaColumn(),
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
    createdAt: storedAt(),
    promotedAt: time(),
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

export const rewardModels = pgTable(
  "reward_models",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    arenaId: arenaColumn(),
    comparisonId: bigint({ mode: "number" }).notNull(),
    folder: text().notNull(),
    metrics: metricsColumn().notNull(),
    createdAt: storedAt(),
  },
  (table) => [index("reward_models_newest").on(table.arenaId, table.id)],
);

export const trainingSteps = pgTable(
  "training_steps",
  {
    id: growingKey(),
    arenaId: arenaColumn(),
    kind: stepKindEnum().notNull(),
    policyVersion: integer().notNull(),
    metrics: metricsColumn().notNull(),
    at: storedAt(),
  },
  (table) => [index("training_steps_in_arena").on(table.arenaId, table.id)],
);

/** Derived from votes at every fit of the reward model. */
export const raters = pgTable(
  "raters",
  {
    playerId: ownedBy(() => players.id).primaryKey(),
    reliability: doublePrecision().notNull(),
    low: doublePrecision().notNull(),
    high: doublePrecision().notNull(),
    eta: doublePrecision().notNull(),
    weight: doublePrecision().notNull(),
    repeats: integer().notNull(),
    compared: integer().notNull(),
    at: storedAt(),
  },
  (table) => [
    check("raters_interval", sql`0 <= ${table.low} and ${table.low} <= ${table.high} and ${table.high} <= 1`),
    check("raters_weight", sql`${table.weight} >= 0`),
  ],
);

export const ratings = pgTable(
  "ratings",
  {
    arenaId: arenaOfOwner(),
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
  arenaId: oneForEachArena(),
  state: trainerStateEnum().notNull(),
  /** Share of it that is done, 0-1. */
  progress: doublePrecision(),
  at: storedAt(),
});

/** Each time that a process is elected trainer it takes the next term, of all arenas at once. Rows are kept: they tell who wrote what. */
export const trainerTerms = pgTable("trainer_terms", {
  term: integer().primaryKey().generatedAlwaysAsIdentity(),
  holder: text().notNull(),
  takenAt: storedAt(),
});

/** How the model of each arena learns; an arena without a row learns by the defaults. */
export const trainingChoices = pgTable("training_choices", {
  arenaId: oneForEachArena(),
  settings: trainingSettingsColumn().notNull(),
  at: storedAt(),
});

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
