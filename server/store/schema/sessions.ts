import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import { digest } from "./column-types.ts";

export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey().defaultRandom(),
    code: text().notNull(),
    arenaId: integer().notNull(),
    settings: jsonb().$type<SessionSettings>().notNull(),
    hostTokenHash: digest().notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    finishedAt: timestamp({ withTimezone: true }),
  },
  (table) => [
    uniqueIndex("sessions_open_code").on(table.code).where(sql`${table.finishedAt} is null`),
    index("sessions_created").on(table.createdAt),
    check("sessions_code_letters", sql`${table.code} ~ '^[A-Z]{4,5}$'`),
    check("sessions_token_is_sha256", sql`octet_length(${table.hostTokenHash}) = 32`),
  ],
);

export const players = pgTable(
  "players",
  {
    id: uuid().primaryKey().defaultRandom(),
    sessionId: uuid()
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    nickname: text().notNull(),
    /** The nickname folded in case and width, by which it's unique. */
    nicknameKey: text().notNull(),
    avatar: integer().notNull(),
    score: doublePrecision().notNull().default(0),
    kicked: boolean().notNull().default(false),
    tokenHash: digest().notNull().unique(),
    joinedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    unique("players_nickname_in_session").on(table.sessionId, table.nicknameKey),
    index("players_joined").on(table.joinedAt),
    check("players_nickname_not_empty", sql`${table.nicknameKey} <> ''`),
    check("players_avatar", sql`${table.avatar} between 0 and 63`),
    check("players_token_is_sha256", sql`octet_length(${table.tokenHash}) = 32`),
  ],
);
