import { z } from "zod";
import { keySchema } from "./endpoint-config.ts";

/** How `trl` is called, by the trainer itself or on a Ray cluster. */
export interface TrlConfig {
  /** `trl`, or where it lies. */
  readonly command: string;
  /** Words behind each of its commands; they count more than what the trainer writes. */
  readonly options: readonly string[];
  /** GPUs that a job on a Ray cluster reserves. With none it runs on the cluster's head. */
  readonly gpus: number;
  /** What a Ray cluster asks for; null where it asks for nothing. */
  readonly rayToken: string | null;
}

/** What of the environment belongs to it, with what each variable must be. */
export const trlVariables = {
  TRL_COMMAND: {
    schema: z
      .string()
      .regex(/^[^\0\r\n]{1,1000}$/)
      .default("trl"),
    expected: "the command trl, or the path of one, like /opt/trl/bin/trl",
  },
  TRL_OPTIONS: {
    schema: z
      .string()
      .refine((text) => !/[\0\r\n"'`\\]/.test(text))
      .transform((text) => text.split(/\s+/).filter((word) => word !== ""))
      .optional(),
    expected: "options of trl without quotation marks, like --dtype bfloat16 --per_device_train_batch_size 2",
  },
  RAY_GPUS: {
    schema: z
      .string()
      .regex(/^\d{1,4}$/)
      .transform(Number)
      .default(0),
    expected: "a whole number of GPUs, from 0 to 9999",
  },
  RAY_AUTH_TOKEN: { schema: keySchema.optional(), expected: "the token that the Ray cluster asks for, one word" },
} as const;

type Variables = typeof trlVariables;

/**
 * What becomes of these variables.
 * @param read gives a variable's value, and undefined for one that can't be used, which it reports itself
 */
export const trlConfig = (
  read: <N extends keyof Variables>(name: N) => z.output<Variables[N]["schema"]>,
): TrlConfig => ({
  command: read("TRL_COMMAND"),
  options: read("TRL_OPTIONS") ?? [],
  gpus: read("RAY_GPUS"),
  rayToken: read("RAY_AUTH_TOKEN") ?? null,
});
