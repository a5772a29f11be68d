import { sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, check, customType, pgEnum, timestamp, uuid } from "drizzle-orm/pg-core";
import { HOST_RIGHTS } from "../../../shared/protocol/host-rights.ts";
import { EXHIBIT_NAMES, EXHIBIT_WORK } from "../../../shared/protocol/lesson.ts";
import { POLICY_STATUSES } from "../../../shared/protocol/models.ts";
import {
  JOB_METHODS,
  JOB_PROBLEMS,
  JOB_STATES,
  TRAINING_ENGINES,
} from "../../../shared/protocol/training/training-jobs.ts";
import { METHOD_NAMES, STEP_KINDS } from "../../../shared/protocol/training-methods.ts";
import { DEFAULT_TRAINING, type TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { PLACES } from "../../../shared/round/lesson/stops.ts";
import { BEATS } from "../../../shared/round/modes.ts";
import { PAIR_KINDS } from "../../../shared/round/pair-kinds.ts";
import { DEFAULT_SETTINGS, QUESTIONS, type SessionSettings } from "../../../shared/round/settings.ts";
import { TRAINER_STATES } from "../../../shared/round/trainer-states.ts";
import { VERDICTS } from "../../../shared/round/votes/verdict.ts";

/** What several tables have: each kind of column, and each check, stands here once. */

export const verdictEnum = pgEnum("verdict", VERDICTS);
export const pairKindEnum = pgEnum("pair_kind", PAIR_KINDS);
export const beatEnum = pgEnum("beat", BEATS);
export const policyStatusEnum = pgEnum("policy_status", POLICY_STATUSES);
export const stepKindEnum = pgEnum("step_kind", STEP_KINDS);
export const methodEnum = pgEnum("training_method", METHOD_NAMES);
export const exhibitEnum = pgEnum("lesson_exhibit", EXHIBIT_NAMES);
export const exhibitWorkEnum = pgEnum("lesson_exhibit_work", EXHIBIT_WORK);
export const lessonPlaceEnum = pgEnum("lesson_place", PLACES);
export const hostRightEnum = pgEnum("host_right", HOST_RIGHTS);
export const trainingEngineEnum = pgEnum("training_engine", TRAINING_ENGINES);
export const jobMethodEnum = pgEnum("training_job_method", JOB_METHODS);
export const jobStateEnum = pgEnum("training_job_state", JOB_STATES);
export const jobProblemEnum = pgEnum("training_job_problem", JOB_PROBLEMS);
export const trainerStateEnum = pgEnum("trainer_state", TRAINER_STATES);

export const time = () => timestamp({ withTimezone: true });
/** When a row was stored, or was stored last. */
export const storedAt = () => time().notNull().defaultNow();
/** A key that the database draws at random. */
export const randomKey = () => uuid().primaryKey().defaultRandom();
/** A key that grows from row to row, so that a reader may go on from the last one it saw. */
export const growingKey = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();
/** Names a row of another table, and is deleted with it. */
export const ownedBy = (key: () => AnyPgColumn) => uuid().references(key, { onDelete: "cascade" });

export const isShare = (name: string, column: AnyPgColumn) => check(name, sql`${column} between 0 and 1`);
export const isSha256 = (name: string, column: AnyPgColumn) => check(name, sql`octet_length(${column}) = 32`);

/** A SHA-256 digest: tokens themselves are never stored. */
export const digest = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const settingsColumn = customType<{ data: SessionSettings; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (settings) => JSON.stringify(settings),
  fromDriver: (stored) => storedSettings(stored as Partial<SessionSettings>),
});

/** Settings of training that were stored before a setting, or a criterion, existed have its default. */
export const trainingSettingsColumn = customType<{ data: TrainingSettings; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (settings) => JSON.stringify(settings),
  fromDriver: (stored) => {
    const known = stored as Partial<TrainingSettings>;
    return { ...DEFAULT_TRAINING, ...known, axisWeights: { ...DEFAULT_TRAINING.axisWeights, ...known.axisWeights } };
  },
});

/**
 * Numbers by name. JSON has no NaN and no infinities, which a diverged training step does produce; they're kept as
 * strings so that reading gives back exactly what was written.
 */
export const metricsColumn = customType<{ data: Readonly<Record<string, number>>; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (metrics) =>
    JSON.stringify(metrics, (_name, value) =>
      typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
    ),
  fromDriver: (stored) =>
    Object.fromEntries(Object.entries(stored as object).map(([name, value]) => [name, Number(value)])),
});

/**
 * A session's settings as they were stored. Those from before a setting existed have its default, but what their hosts fixed stays fixed; a criterion's question, which used to be
 * stored in words, is left to the criterion again where these are English, so that it is asked in every language.
 */
export function storedSettings(stored: Partial<SessionSettings>): SessionSettings {
  const settings = { ...DEFAULT_SETTINGS, timing: "fixed", ...stored } as const;
  const { criterion, question } = settings;
  return criterion !== "own" && question === QUESTIONS[criterion] ? { ...settings, question: "" } : settings;
}
