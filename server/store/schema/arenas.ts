import { sql } from "drizzle-orm";
import { boolean, check, integer, pgTable, text } from "drizzle-orm/pg-core";
import { digest, isSha256, storedAt } from "./columns.ts";

/** What learns by itself: a line of versions with everything that it learns from. The first row is the main arena. */
export const arenas = pgTable(
  "arenas",
  {
    id: integer().primaryKey().generatedByDefaultAsIdentity(),
    /** As in its address, `/a/NAME`. */
    name: text().notNull().unique(),
    title: text().notNull(),
    /** Of the key that its hosts have; null: whoever may host on this server may play in it. */
    keyHash: digest(),
    /** Whether the public boards name it. */
    listed: boolean().notNull().default(false),
    createdAt: storedAt(),
  },
  (table) => [
    isSha256("arenas_key_is_sha256", table.keyHash),
    check("arenas_name_not_empty", sql`${table.name} <> ''`),
  ],
);

/** The arena that a row belongs to. */
export const arenaColumn = () =>
  integer()
    .notNull()
    .references(() => arenas.id);

/** The same for what has one row an arena. */
export const oneForEachArena = () =>
  integer()
    .primaryKey()
    .references(() => arenas.id);

/**
 * The arena of the version, session or model that a row belongs to, for the index. That one's key says that the arena exists; a key of
 * its own would lock the arena's row with every deal.
 */
export const arenaOfOwner = () => integer().notNull();
