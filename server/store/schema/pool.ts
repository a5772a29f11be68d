import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  boolean,
  check,
  doublePrecision,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { arenaOfOwner } from "./arenas.ts";
import { ownedBy, pairKindEnum, randomKey, storedAt, time } from "./columns.ts";
import { externalModels, policies } from "./models.ts";
import { prompts, rounds } from "./rounds.ts";
import { players } from "./sessions.ts";

export const responses = pgTable(
  "responses",
  {
    id: uuid().primaryKey(),
    arenaId: arenaOfOwner(),
    /** Null: a player wrote it in a round, an external model did, or it was imported. */
    policyVersion: integer(),
    externalModelId: integer("contestant_id").references(() => externalModels.id),
    authorId: ownedBy(() => players.id),
    roundId: ownedBy(() => rounds.id),
    promptId: uuid()
      .notNull()
      .references(() => prompts.id),
    text: text().notNull(),
    tokens: integer().array().notNull(),
    /** Its writer came to an end; false where a model was stopped at its longest answer, in the middle of a sentence perhaps. */
    ended: boolean().notNull().default(true),
    reward: doublePrecision(),
    /** Reported or hidden by a host; it's dealt no more. */
    hiddenAt: time(),
    createdAt: storedAt(),
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

/** A player's answer that the others preferred to the policy's: what fine-tuning can learn from. */
export const demonstrations = pgTable(
  "demonstrations",
  {
    responseId: ownedBy(() => responses.id).primaryKey(),
    arenaId: arenaOfOwner(),
    share: doublePrecision().notNull(),
    votes: integer().notNull(),
    at: storedAt(),
  },
  (table) => [index("demonstrations_in_arena").on(table.arenaId, table.at)],
);

export const reports = pgTable(
  "reports",
  {
    responseId: ownedBy(() => responses.id).notNull(),
    playerId: ownedBy(() => players.id).notNull(),
    at: storedAt(),
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
    id: randomKey(),
    arenaId: arenaOfOwner(),
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
    roundId: ownedBy(() => rounds.id),
    playerId: ownedBy(() => players.id),
    dealtAt: time(),
    copyOf: ownedBy((): AnyPgColumn => pairs.id),
    repeatOf: ownedBy((): AnyPgColumn => pairs.id),
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
