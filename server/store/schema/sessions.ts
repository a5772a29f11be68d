import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { TeamLook } from "../../../shared/round/teams/team-looks.ts";
import { arenaColumn } from "./arenas.ts";
import { digest, hostRightEnum, isSha256, ownedBy, randomKey, settingsColumn, storedAt, time } from "./columns.ts";

export const sessions = pgTable(
  "sessions",
  {
    id: randomKey(),
    code: text().notNull(),
    arenaId: arenaColumn(),
    settings: settingsColumn().notNull(),
    /** Names and colours of the teams, as chosen; empty until a team changed something. */
    teamLooks: jsonb().$type<readonly TeamLook[]>().notNull().default([]),
    hostTokenHash: digest().notNull(),
    /** A shard of the public session that always runs. */
    dropIn: boolean().notNull().default(false),
    /** Which one, from 1; means nothing in other sessions. */
    shard: integer().notNull().default(1),
    /** The game whose players went on to this one; a game has one rematch. */
    rematchOf: uuid()
      .unique()
      .references((): AnyPgColumn => sessions.id, { onDelete: "set null" }),
    /** Newcomers have to knock. */
    locked: boolean().notNull().default(false),
    /** How often the big screens' pass was made anew; older passes open nothing. */
    screenPass: integer().notNull().default(0),
    createdAt: storedAt(),
    finishedAt: time(),
  },
  (table) => [
    uniqueIndex("sessions_open_code").on(table.code).where(sql`${table.finishedAt} is null`),
    uniqueIndex("sessions_drop_in_shards").on(table.shard).where(sql`${table.dropIn} and ${table.finishedAt} is null`),
    index("sessions_created").on(table.createdAt),
    index("sessions_of_arena").on(table.arenaId, table.createdAt),
    check("sessions_shard", sql`${table.shard} between 1 and 1000`),
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
    /** They left before they had put anything in, and haven't come back: no standings and no results name them. */
    absent: boolean().notNull().default(false),
    /** From 1; 0 without teams. */
    team: integer().notNull().default(0),
    /** When the player agreed to what a drop-in session keeps. */
    consentedAt: time(),
    /** Where the seat was taken from: the network's address, hashed with the installation's secret; null for seats of before and of unknown origin. */
    address: text(),
    tokenHash: digest().notNull(),
    /** Of the code that leads a player back on another device; null before they asked for one. */
    returnCodeHash: digest(),
    /** When the player took back what they had given; what they gave is gone since then. */
    withdrawnAt: time(),
    joinedAt: storedAt(),
  },
  (table) => [
    // A rematch's players keep their tokens.
    unique("players_token_in_session").on(table.tokenHash, table.sessionId),
    unique("players_return_code_in_session").on(table.sessionId, table.returnCodeHash),
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

/** Further tokens of a seat, beside the one that it was taken with: of a device to which its player came back by their code. */
export const seatTokens = pgTable(
  "seat_tokens",
  {
    playerId: ownedBy(() => players.id).notNull(),
    tokenHash: digest().notNull(),
    createdAt: storedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.tokenHash, table.playerId] }),
    index("seat_tokens_of_player").on(table.playerId),
    isSha256("seat_tokens_is_sha256", table.tokenHash),
  ],
);

/** Devices that may command a session beside the one that created it, each by a token of its own. */
export const remotes = pgTable(
  "remotes",
  {
    id: randomKey(),
    sessionId: ownedBy(() => sessions.id).notNull(),
    name: text().notNull(),
    right: hostRightEnum().notNull(),
    tokenHash: digest().notNull(),
    revokedAt: time(),
    createdAt: storedAt(),
  },
  (table) => [
    unique("remotes_token_in_session").on(table.sessionId, table.tokenHash),
    check("remotes_name", sql`length(${table.name}) between 1 and 40`),
    isSha256("remotes_token_is_sha256", table.tokenHash),
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

/** Which web process plays a session, and until when; kept after its end, since the epoch only grows. */
export const roomLeases = pgTable(
  "room_leases",
  {
    sessionId: ownedBy(() => sessions.id).primaryKey(),
    /** The node's name. */
    owner: text().notNull(),
    epoch: bigint({ mode: "number" }).notNull(),
    expiresAt: time().notNull(),
  },
  (table) => [
    // Makes the epoch a key: who shares the key's lock holds back a new epoch, and not a renewal.
    unique("room_leases_epoch").on(table.sessionId, table.epoch),
    index("room_leases_of_owner").on(table.owner),
    check("room_leases_epoch_positive", sql`${table.epoch} > 0`),
  ],
);

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
