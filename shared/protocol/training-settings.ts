import { z } from "zod";
import { CRITERIA, type Criterion } from "../round/settings.ts";
import { CONSTITUTION } from "./principles.ts";
import { CAMP_AIMS, type CampAim } from "./training/camps.ts";
import { METHOD_NAMES, type MethodName } from "./training-methods.ts";

/** How much each criterion counts in the reward, 0-1. Only the ratios matter. */
export type CriterionWeights = Readonly<Record<Criterion, number>>;

const weight = z.number().min(0).max(1);
const criterionWeightsSchema = z
  .strictObject(
    Object.fromEntries(CRITERIA.map((criterion) => [criterion, weight])) as Record<Criterion, typeof weight>,
  )
  .refine((weights) => Object.values(weights).some((value) => value > 0), "one criterion at least must count");

const principle = z
  .string()
  .trim()
  .min(1)
  .max(CONSTITUTION.maxCharacters)
  .regex(/^[^;\r\n]*$/, "a principle is one line without semicolons");

/** A deal of more different ones would say little about each. */
const MOST_EXTERNAL_MODELS = 4;
const EXTERNAL_MODEL_NAME = /^[\w-]{1,40}$/;

/**
 * How the model of an arena learns. The trainer reads them before each of its cycles. `GET /api/training` tells them, and
 * `PATCH /api/training` changes them, with the host password where one is set.
 */
export interface TrainingSettings {
  readonly method: MethodName;
  readonly axisWeights: CriterionWeights;
  /** What it follows where the crowd has two camps. */
  readonly campAim: CampAim;
  /** Of the answers that a cycle learns from, those that players wrote: 0 learns from none of them. */
  readonly demonstrationShare: number;
  /** Who judges beside the players: "constitution", "endpoint", a taste, or NAME of what lies in the data folder's `judges`; null: nobody. */
  readonly judge: string | null;
  /** Share of the labels that the judge gives, 0-0.9. */
  readonly aiShare: number;
  /** External models by name: "endpoint", or a name in the variable `CONTESTANTS`. */
  readonly contestants: readonly string[];
  /** Share of the showdowns, rapid pairs and podiums in which one of them meets the policy, 0-0.5. */
  readonly contestantShare: number;
  /** Of the answers that a cycle learns from, those of external models that people preferred to the policy's, 0-0.4: 0 learns from none of them. */
  readonly teacherShare: number;
  /** Principles that the judge "constitution" judges by: names of the world's, or others in one's own words. */
  readonly constitution: readonly string[];
}

export const DEFAULT_TRAINING: TrainingSettings = {
  method: "ppo",
  axisWeights: Object.fromEntries(CRITERIA.map((criterion) => [criterion, 1])) as CriterionWeights,
  campAim: "majority",
  demonstrationShare: 0.05,
  judge: null,
  aiShare: 0.5,
  contestants: [],
  contestantShare: 0.2,
  teacherShare: 0,
  constitution: [],
};

/** Settings that are left out stay as they are. */
export const trainingSettingsSchema = z
  .strictObject({
    method: z.enum(METHOD_NAMES),
    axisWeights: criterionWeightsSchema,
    campAim: z.enum(CAMP_AIMS),
    demonstrationShare: z.number().min(0).max(0.5),
    judge: z
      .string()
      .regex(/^[\w-]{1,100}$/, "must be constitution, endpoint, a taste, or the name of a judge in the data folder")
      .nullable(),
    aiShare: z.number().min(0).max(0.9),
    contestants: z
      .array(z.string().regex(EXTERNAL_MODEL_NAME, "must be endpoint, or a name in CONTESTANTS"))
      .max(MOST_EXTERNAL_MODELS, `at most ${MOST_EXTERNAL_MODELS} external models`)
      .refine((names) => new Set(names).size === names.length, "each external model once")
      .readonly(),
    contestantShare: z.number().min(0).max(0.5),
    teacherShare: z.number().min(0).max(0.4),
    constitution: z
      .array(principle)
      .max(CONSTITUTION.max, `a constitution has at most ${CONSTITUTION.max} principles`)
      .refine((principles) => new Set(principles).size === principles.length, "each principle once")
      .readonly(),
  } satisfies { readonly [Name in keyof TrainingSettings]: z.ZodType<TrainingSettings[Name]> })
  .partial();
export type TrainingSettingsChange = z.infer<typeof trainingSettingsSchema>;

export function changed(settings: TrainingSettings, change: TrainingSettingsChange): TrainingSettings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...settings, ...(Object.fromEntries(given) as Partial<TrainingSettings>) };
}
