import { sql } from "drizzle-orm";
import { boolean, check, doublePrecision, index, integer, pgTable, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { arenaColumn } from "./arenas.ts";
import { digest, isSha256, ownedBy, randomKey, settingsColumn, storedAt, time } from "./columns.ts";

export const sessions = pgTable(
  "sessions",
  {
    id: randomKey(),
    code: text().notNull(),
    arenaId: arenaColumn(),
    settings: settingsColumn().notNull(),
    hostTokenHash: digest().notNull(),
    /** The public session that always runs. */
    dropIn: boolean().notNull().default(false),
    createdAt: storedAt(),
    finishedAt: time(),
  },
  (table) => [
    uniqueIndex("sessions_open_code").on(table.code).where(sql`${table.finishedAt} is null`),
    uniqueIndex("sessions_one_drop_in").on(table.dropIn).where(sql`${table.dropIn} and ${table.finishedAt} is null`),
    index("sessions_created").on(table.createdAt),
    index("sessions_of_arena").on(table.arenaId, table.createdAt),
    check("sessions_code_letters", sql`${table.code} ~ '^[A-Z]{4,5}$'`),
    isSha256("sessions_token_is_sha256", table.hostTokenHash),
  ],
);

export const players = pgTable(
  "players",
  {
    id: randomKey(),
    sessionId: ownedBy(() => sessions.id).notNull(),
    nickname: text().notNull(),
    /** The nickname folded in case and width, by which it's unique. */
    nicknameKey: text().notNull(),
    avatar: integer().notNull(),
    score: doublePrecision().notNull().default(0),
    /** The seat is gone. A banned player's nickname is too; another may come back on a fresh seat, under any free nickname. */
    kicked: boolean().notNull().default(false),
    banned: boolean().notNull().default(false),
    /** The host has taken the nickname off the screens. */
    muted: boolean().notNull().default(false),
    /** From 1; 0 without teams. */
    team: integer().notNull().default(0),
    /** When the player agreed to what a drop-in session keeps. */
    consentedAt: time(),
    /** Where the seat was taken from: the network's address, hashed with the installation's secret; null for seats of before and of unknown origin. */
    address: text(),
    tokenHash: digest().notNull().unique(),
    joinedAt: storedAt(),
  },
  (table) => [
    uniqueIndex("players_nickname_in_session")
      .on(table.sessionId, table.nicknameKey)
      .where(sql`not ${table.kicked} or ${table.banned}`),
    index("players_joined").on(table.joinedAt),
    check("players_nickname_not_empty", sql`${table.nicknameKey} <> ''`),
    check("players_banned_is_kicked", sql`${table.kicked} or not ${table.banned}`),
    check("players_team", sql`${table.team} between 0 and 4`),
    check("players_avatar", sql`${table.avatar} between 0 and 63`),
    isSha256("players_token_is_sha256", table.tokenHash),
  ],
);

/** One row. The secret keys what must mean nothing outside of this installation: hashed addresses, ids that players see. */
export const installation = pgTable(
  "installation",
  {
    id: integer().primaryKey().default(1),
    secret: uuid().notNull().defaultRandom(),
  },
  (table) => [check("installation_one_row", sql`${table.id} = 1`)],
);

/** Prompts that a host brought along. */
export const promptPacks = pgTable(
  "prompt_packs",
  {
    id: randomKey(),
    name: text().notNull(),
    prompts: text().array().notNull(),
    createdAt: storedAt(),
  },
  (table) => [check("prompt_packs_size", sql`cardinality(${table.prompts}) between 1 and 500`)],
);
