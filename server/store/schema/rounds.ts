import { sql } from "drizzle-orm";
import { boolean, check, index, integer, jsonb, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import type { Counts, LeftOutReason } from "../../../shared/protocol/imports.ts";
import type { ConversationTurn } from "../../ports/learning.ts";
import type { LearntFromImport } from "../../ports/results.ts";
import { arenaOfOwner } from "./arenas.ts";
import { beatEnum, digest, isSha256, ownedBy, randomKey, storedAt, time } from "./columns.ts";
import { sessions } from "./sessions.ts";

/** A prompt as it was worded when responses were written to it: rewording a prompt makes a new row. */
export const prompts = pgTable(
  "prompts",
  {
    id: randomKey(),
    name: text().notNull(),
    text: text().notNull(),
    /** The turns of a conversation that was imported, whose transcript the text is; null for a question. */
    turns: jsonb().$type<readonly ConversationTurn[]>(),
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

/** Files of comparisons that were imported, each as a closed round of its own. */
export const imports = pgTable(
  "imports",
  {
    roundId: ownedBy(() => rounds.id).primaryKey(),
    arenaId: arenaOfOwner(),
    file: text().notNull(),
    /** Of the comparisons in their order, by which the same data are known again, whatever the file is called or compressed with. */
    digest: digest().notNull(),
    /** Rows of the file, and the comparisons that they gave. */
    rows: integer().notNull(),
    comparisons: integer().notNull(),
    leftOut: jsonb().$type<Counts<LeftOutReason>>().notNull().default({}),
    /** What the trainer said of it when it had read it; null before. */
    learnt: jsonb().$type<LearntFromImport>(),
    at: storedAt(),
  },
  (table) => [
    unique("imports_once").on(table.arenaId, table.digest),
    isSha256("imports_digest_is_sha256", table.digest),
    check("imports_counts", sql`${table.rows} >= 0 and ${table.comparisons} > 0`),
  ],
);
