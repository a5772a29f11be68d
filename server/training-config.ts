import { z } from "zod";
import {
  JOB_METHODS,
  type JobMethod,
  TRAINING_ENGINES,
  type TrainingEngineName,
} from "../shared/protocol/training/training-jobs.ts";
import { isHttpUrl, keySchema } from "./endpoint-config.ts";

/** Who trains an arena's policy, and how much of it. All but the engine means nothing to the trainer's own, `tfjs`. */
export interface TrainingConfig {
  readonly engine: TrainingEngineName;
  readonly method: JobMethod;
  /** Comparisons that must have come since a job before there is another one. */
  readonly votes: number;
  /** Jobs that an arena may have in 24 hours. */
  readonly jobs: number;
  /** Minutes that a job may take. */
  readonly minutes: number;
  /** Where Ray's dashboard listens, which takes jobs; without a slash at its end. Null where it isn't used. */
  readonly rayAddress: string | null;
  /** What programs show that take part in training over HTTP; null: they can't. */
  readonly token: string | null;
  /** Where the trainer tells rewards; null: it doesn't listen. */
  readonly port: number | null;
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const LEAST_TOKEN = 16;
const MOST_TOKEN = 100;

/** What of the environment belongs to training, with what each variable must be. */
export const trainingVariables = {
  TRAINING_ENGINE: {
    schema: z.enum(TRAINING_ENGINES).default("tfjs"),
    expected: `one of ${TRAINING_ENGINES.join(", ")}`,
  },
  TRAINING_METHOD: {
    schema: z.enum(JOB_METHODS).default("dpo"),
    expected: `one of ${JOB_METHODS.join(", ")}`,
  },
  TRAINING_VOTES: {
    schema: wholeNumber(1, 999_999_999).default(100),
    expected: "a whole number of comparisons, from 1",
  },
  TRAINING_JOBS: {
    schema: wholeNumber(0, 9_999).default(24),
    expected: "a whole number of jobs a day, from 0 to 9999",
  },
  TRAINING_MINUTES: { schema: wholeNumber(1, 10_080).default(60), expected: "minutes, a whole number from 1 to 10080" },
  RAY_ADDRESS: {
    schema: z
      .string()
      .refine((text) => isHttpUrl(text) && !/[?#]/.test(text))
      .transform((text) => text.replace(/\/+$/, ""))
      .optional(),
    expected: "the address of Ray's dashboard, like http://localhost:8265",
  },
  TRAINING_TOKEN: {
    schema: keySchema.pipe(z.string().min(LEAST_TOKEN).max(MOST_TOKEN)).optional(),
    expected: `one word of ${LEAST_TOKEN} to ${MOST_TOKEN} Latin letters, digits and signs`,
  },
  TRAINING_PORT: { schema: wholeNumber(0, 65_535).optional(), expected: "a whole number from 0 to 65535" },
} as const;

type Variables = typeof trainingVariables;

/**
 * What becomes of these variables.
 * @param read gives a variable's value, and undefined for one that can't be used, which it reports itself
 * @param report is told what is wrong between them
 */
export function trainingConfig(
  read: <N extends keyof Variables>(name: N) => z.output<Variables[N]["schema"]>,
  report: (problem: string) => void,
): TrainingConfig {
  const engine = read("TRAINING_ENGINE");
  const config: TrainingConfig = {
    engine,
    method: read("TRAINING_METHOD"),
    votes: read("TRAINING_VOTES"),
    jobs: read("TRAINING_JOBS"),
    minutes: read("TRAINING_MINUTES"),
    rayAddress: read("RAY_ADDRESS") ?? null,
    token: read("TRAINING_TOKEN") ?? null,
    port: read("TRAINING_PORT") ?? null,
  };
  if (engine === "ray" && config.rayAddress === null)
    report(
      "RAY_ADDRESS must be set with TRAINING_ENGINE=ray: it is the address of Ray's dashboard, like http://localhost:8265",
    );
  if (engine === "http" && config.token === null)
    report("TRAINING_TOKEN must be set with TRAINING_ENGINE=http: it is what the engine shows");
  if (config.port !== null && config.token === null)
    report("TRAINING_TOKEN must be set with TRAINING_PORT: it is what programs show that ask for rewards");
  return config;
}
