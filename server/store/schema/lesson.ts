import { sql } from "drizzle-orm";
import { check, doublePrecision, index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { ExhibitContents, ExhibitName, ExhibitParameters } from "../../../shared/protocol/lesson.ts";
import { arenaColumn } from "./arenas.ts";
import { exhibitEnum, exhibitWorkEnum, growingKey, isShare, ownedBy, storedAt, time } from "./columns.ts";
import { sessions } from "./sessions.ts";

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
