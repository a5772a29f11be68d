import { customType, pgEnum } from "drizzle-orm/pg-core";
import { METHOD_NAMES, STEP_KINDS } from "../../../shared/protocol/training-methods.ts";
import { DEFAULT_TRAINING, type TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { BEATS } from "../../../shared/round/modes.ts";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import { TRAINER_STATES } from "../../../shared/round/trainer-states.ts";
import { VERDICTS } from "../../../shared/round/votes/verdict.ts";
import { storedSettings } from "../sessions/stored-settings.ts";

export const verdictEnum = pgEnum("verdict", VERDICTS);
export const pairKindEnum = pgEnum("pair_kind", ["rapid", "showdown", "podium", "bot", "imported"]);
export const beatEnum = pgEnum("beat", BEATS);
export const policyStatusEnum = pgEnum("policy_status", ["candidate", "promoted", "rejected", "rolled_back"]);
export const stepKindEnum = pgEnum("step_kind", STEP_KINDS);
export const methodEnum = pgEnum("training_method", METHOD_NAMES);
export const trainerStateEnum = pgEnum("trainer_state", TRAINER_STATES);

/** A SHA-256 digest: tokens themselves are never stored. */
export const digest = customType<{ data: Buffer }>({ dataType: () => "bytea" });

export const settingsColumn = customType<{ data: SessionSettings; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (settings) => JSON.stringify(settings),
  fromDriver: (stored) => storedSettings(stored as Partial<SessionSettings>),
});

/** Settings of training that were stored before a setting existed have its default. */
export const trainingSettingsColumn = customType<{ data: TrainingSettings; driverData: unknown }>({
  dataType: () => "jsonb",
  toDriver: (settings) => JSON.stringify(settings),
  fromDriver: (stored) => ({ ...DEFAULT_TRAINING, ...(stored as Partial<TrainingSettings>) }),
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
