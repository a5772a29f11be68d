import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { beatEnum, ownedBy, randomKey, storedAt, time } from "./columns.ts";
import { sessions } from "./sessions.ts";

/** A prompt as it was worded when responses were written to it: rewording a prompt makes a new row. */
export const prompts = pgTable(
  "prompts",
  {
    id: randomKey(),
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

export const rounds = pgTable(
  "rounds",
  {
    id: randomKey(),
    sessionId: ownedBy(() => sessions.id).notNull(),
    index: integer().notNull(),
    policyVersion: integer().notNull(),
    /** What everyone in the round writes to or ranks answers to. */
    promptId: uuid().references(() => prompts.id),
    /** The beat under way, for a process that takes the round over from one that died; null before the first. */
    beat: beatEnum(),
    /** Where in the beat the game is, from 0: which pair of a finale is judged. */
    step: integer().notNull().default(0),
    /** The host holds the beat. */
    paused: boolean().notNull().default(false),
    openedAt: storedAt(),
    closedAt: time(),
  },
  (table) => [
    unique("rounds_index_in_session").on(table.sessionId, table.index),
    index("rounds_open").on(table.openedAt).where(sql`${table.closedAt} is null`),
    check("rounds_index", sql`${table.index} >= 0`),
    check("rounds_policy_version", sql`${table.policyVersion} >= 0`),
  ],
);
