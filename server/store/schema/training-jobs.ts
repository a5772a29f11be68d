import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { TrainingJob } from "../../ports/training-jobs.ts";
import { arenaColumn } from "./arenas.ts";
import { jobMethodEnum, jobProblemEnum, jobStateEnum, storedAt, time, trainingEngineEnum } from "./columns.ts";

/** What engines outside of the trainer were asked to make, and what became of it. A row is there before its job is submitted. */
export const trainingJobs = pgTable(
  "training_jobs",
  {
    /** Drawn by the trainer, which names folders and submissions by it. */
    id: uuid().primaryKey(),
    arenaId: arenaColumn(),
    engine: trainingEngineEnum().notNull(),
    method: jobMethodEnum().notNull(),
    term: bigint({ mode: "number" }).notNull(),
    parent: integer().notNull(),
    comparisonTo: bigint({ mode: "number" }).notNull(),
    engineJob: text().unique(),
    attempts: integer().notNull().default(0),
    state: jobStateEnum().notNull().default("queued"),
    progress: doublePrecision(),
    log: text().notNull().default(""),
    uri: text(),
    sha256: text(),
    problem: jobProblemEnum(),
    reason: text(),
    version: integer(),
    refusals: jsonb().$type<TrainingJob["refusals"]>().notNull().default([]),
    cleared: boolean().notNull().default(false),
    createdAt: storedAt(),
    startedAt: time(),
    endedAt: time(),
  },
  (table) => [
    uniqueIndex("training_jobs_one_active")
      .on(table.arenaId)
      .where(sql`${table.state} in ('queued', 'running', 'gated')`),
    index("training_jobs_newest").on(table.arenaId, table.createdAt),
    check("training_jobs_progress", sql`${table.progress} between 0 and 1`),
    check(
      "training_jobs_ended",
      sql`(${table.endedAt} is not null) = (${table.state} not in ('queued', 'running', 'gated'))`,
    ),
    check("training_jobs_candidate", sql`${table.uri} is not null or ${table.state} not in ('gated', 'promoted')`),
  ],
);
