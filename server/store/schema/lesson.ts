import { sql } from "drizzle-orm";
import {
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from "drizzle-orm/pg-core";
import type { ExhibitContents, ExhibitName, ExhibitParameters } from "../../../shared/protocol/lesson.ts";
import type { LessonPlace } from "../../../shared/round/lesson/lesson-state.ts";
import { arenaColumn } from "./arenas.ts";
import {
  exhibitEnum,
  exhibitWorkEnum,
  growingKey,
  isShare,
  lessonPlaceEnum,
  ownedBy,
  storedAt,
  time,
} from "./columns.ts";
import { players, sessions } from "./sessions.ts";

/** What a lesson's stops show, as it was asked for and as the trainer made it. The newest of a session's rows counts. */
export const lessonExhibits = pgTable(
  "lesson_exhibits",
  {
    id: growingKey(),
    arenaId: arenaColumn(),
    /** Null: made ahead, for whoever asks later. */
    sessionId: ownedBy(() => sessions.id),
    exhibit: exhibitEnum().notNull(),
    /** `EXHIBIT_EDITION` when it was asked for. */
    edition: integer().notNull(),
    parameters: jsonb().$type<ExhibitParameters>().notNull(),
    progress: doublePrecision().notNull().default(0),
    work: exhibitWorkEnum().notNull().default("waiting"),
    content: jsonb().$type<ExhibitContents[ExhibitName]>(),
    error: text(),
    askedAt: storedAt(),
    /** When it was made, or failed. */
    endedAt: time(),
  },
  (table) => [
    index("lesson_exhibits_of_session").on(table.sessionId, table.exhibit, table.id),
    index("lesson_exhibits_waiting").on(table.arenaId, table.id).where(sql`${table.endedAt} is null`),
    isShare("lesson_exhibits_progress", table.progress),
    check(
      "lesson_exhibits_ended",
      sql`num_nonnulls(${table.content}, ${table.error}) = (${table.endedAt} is not null)::int`,
    ),
  ],
);

/** Where each lesson is. */
export const lessons = pgTable(
  "lessons",
  {
    sessionId: uuid()
      .primaryKey()
      .references(() => sessions.id, { onDelete: "cascade" }),
    /** By which sides and orders are drawn. */
    seed: integer().notNull().default(sql`floor(random() * 2147483647)`),
    place: lessonPlaceEnum().notNull(),
    step: integer().notNull(),
    closed: boolean().notNull(),
    away: boolean().notNull(),
    runs: jsonb().$type<LessonPlace["runs"]>().notNull(),
    at: storedAt(),
  },
  (table) => [check("lessons_step", sql`${table.step} >= 0`)],
);

/** What players put into the steps of lessons, beside their votes: the options that they marked, or what they wrote. */
export const lessonAnswers = pgTable(
  "lesson_answers",
  {
    sessionId: ownedBy(() => sessions.id).notNull(),
    key: text().notNull(),
    playerId: ownedBy(() => players.id).notNull(),
    picks: integer().array(),
    text: text(),
    /** The host has taken the text off the screens. */
    hidden: boolean().notNull().default(false),
    at: storedAt(),
  },
  (table) => [
    primaryKey({ columns: [table.sessionId, table.key, table.playerId] }),
    check("lesson_answers_picks_or_text", sql`num_nonnulls(${table.picks}, ${table.text}) = 1`),
  ],
);
