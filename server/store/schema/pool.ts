import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { pairKindEnum } from "./column-types.ts";
import { externalModels } from "./external-models.ts";
import { policies } from "./policies.ts";
import { rounds } from "./rounds.ts";
import { players } from "./sessions.ts";

/** A prompt as it was worded when responses were written to it: rewording a prompt makes a new row. */
export const prompts = pgTable(
  "prompts",
  {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    text: text().notNull(),
    /** An index holds no texts as long as imported dialogues are. */
    wording: text().notNull().generatedAlwaysAs(sql`md5("text")`),
  },
  (table) => [
    unique("prompts_wording").on(table.name, table.wording),
    check("prompts_length", sql`octet_length(${table.name}) <= 2000 and octet_length(${table.text}) <= 65536`),
  ],
);

export const responses = pgTable(
  "responses",
  {
    id: uuid().primaryKey(),
    arenaId: integer().notNull(),
    /** Null: written by a player, the author, in a round; by an external model; or imported. */
    policyVersion: integer(),
    externalModelId: integer("contestant_id").references(() => externalModels.id),
    authorId: uuid().references(() => players.id, { onDelete: "cascade" }),
    roundId: uuid().references(() => rounds.id, { onDelete: "cascade" }),
    promptId: uuid()
      .notNull()
      .references(() => prompts.id),
    text: text().notNull(),
    tokens: integer().array().notNull(),
    reward: doublePrecision(),
    /** Reported or hidden by a host; it's dealt no more. */
    hiddenAt: timestamp({ withTimezone: true }),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    foreignKey({
      columns: [table.arenaId, table.policyVersion],
      foreignColumns: [policies.arenaId, policies.version],
    }),
    index("responses_of_version").on(table.arenaId, table.policyVersion),
    unique("responses_written_once").on(table.roundId, table.authorId),
    index("responses_of_contestant")
      .on(table.externalModelId, table.promptId)
      .where(sql`${table.externalModelId} is not null`),
    check(
      "responses_one_author",
      sql`num_nonnulls(${table.policyVersion}, ${table.authorId}, ${table.externalModelId}) <= 1`,
    ),
    check("responses_written_in_round", sql`(${table.authorId} is null) = (${table.roundId} is null)`),
  ],
);

/** A player's answer that the crowd preferred to the machine's: what a fine-tuning could learn from. */
export const demonstrations = pgTable(
  "demonstrations",
  {
    responseId: uuid()
      .primaryKey()
      .references(() => responses.id, { onDelete: "cascade" }),
    arenaId: integer().notNull(),
    share: doublePrecision().notNull(),
    votes: integer().notNull(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [index("demonstrations_in_arena").on(table.arenaId, table.at)],
);

export const reports = pgTable(
  "reports",
  {
    responseId: uuid()
      .notNull()
      .references(() => responses.id, { onDelete: "cascade" }),
    playerId: uuid()
      .notNull()
      .references(() => players.id, { onDelete: "cascade" }),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.responseId, table.playerId] }),
    index("reports_of_player").on(table.playerId),
  ],
);

/**
 * Two responses to one prompt. A pair is dealt once: a rapid pair to one player, the others to a round. Judging
 * the same two responses again takes a new row that names the first one in `copyOf` (another player) or `repeatOf`
 * (the same player, sides swapped).
 */
export const pairs = pgTable(
  "pairs",
  {
    id: uuid().primaryKey().defaultRandom(),
    arenaId: integer().notNull(),
    kind: pairKindEnum().notNull(),
    promptId: uuid()
      .notNull()
      .references(() => prompts.id),
    a: uuid()
      .notNull()
      .references(() => responses.id),
    b: uuid()
      .notNull()
      .references(() => responses.id),
    /** The newer of the two responses' policy versions. */
    version: integer().notNull(),
    priority: doublePrecision().notNull(),
    roundId: uuid().references(() => rounds.id, { onDelete: "cascade" }),
    playerId: uuid().references(() => players.id, { onDelete: "cascade" }),
    dealtAt: timestamp({ withTimezone: true }),
    copyOf: uuid().references((): AnyPgColumn => pairs.id, { onDelete: "cascade" }),
    repeatOf: uuid().references((): AnyPgColumn => pairs.id, { onDelete: "cascade" }),
  },
  (table) => [
    foreignKey({ columns: [table.arenaId, table.version], foreignColumns: [policies.arenaId, policies.version] }),
    // nullsFirst is what a plain "order by ... desc" means; with Drizzle's default (last) no query could use the order.
    index("pairs_undealt")
      .on(table.arenaId, table.kind, table.version.desc().nullsFirst(), table.priority.desc().nullsFirst(), table.id)
      .where(sql`${table.roundId} is null`),
    index("pairs_dealt")
      .on(table.arenaId, table.version.desc().nullsFirst())
      .where(sql`${table.roundId} is not null and ${table.copyOf} is null and ${table.repeatOf} is null`),
    index("pairs_of_round").on(table.roundId),
    index("pairs_of_player").on(table.playerId),
    uniqueIndex("pairs_one_showdown_a_round").on(table.roundId).where(sql`${table.kind} = 'showdown'`),
    unique("pairs_copied_once_a_player").on(table.playerId, table.copyOf),
    unique("pairs_repeated_once").on(table.repeatOf),
    check("pairs_two_responses", sql`${table.a} <> ${table.b}`),
    check("pairs_dealt_to_round", sql`(${table.roundId} is null) = (${table.dealtAt} is null)`),
    check(
      "pairs_dealt_to_player",
      sql`(${table.playerId} is not null) = (${table.roundId} is not null and ${table.kind} = 'rapid')`,
    ),
    check("pairs_copy_or_repeat", sql`${table.copyOf} is null or ${table.repeatOf} is null`),
  ],
);
