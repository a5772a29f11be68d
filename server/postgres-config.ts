import { z } from "zod";
import { addressProblem } from "./store/postgres/address.ts";

/** How processes reach a Postgres of the user's own. */
export interface PostgresConfig {
  /** Leads past a pooler, for what needs sessions of its own; null: `databaseUrl` does. */
  readonly directUrl: string | null;
  /** Whether statements are prepared; null: wherever connections have sessions of their own. */
  readonly prepare: boolean | null;
  /** By which a process queries; one that listens, and the trainer's lock, come on top. */
  readonly connections: number;
}

const ADDRESS = "an address like postgres://user:password@host:5432/database";
/** A transaction may wait for another connection's answer. */
const FEWEST = 2;
const MOST = 100;
const CONNECTIONS = 8;

const address = z.string().superRefine((text, context) => {
  const problem = addressProblem(text);
  if (problem !== null) context.addIssue({ code: "custom", message: problem, params: { told: true } });
});

/** Beside the other variables of the environment, in the form of `server/config.ts`. */
export const POSTGRES_VARIABLES = {
  DATABASE_URL: { schema: address.optional(), expected: ADDRESS },
  DATABASE_DIRECT_URL: { schema: address.optional(), expected: ADDRESS },
  DATABASE_PREPARE: { schema: z.enum(["on", "off"]).optional(), expected: "on or off" },
  DATABASE_POOL: {
    schema: z
      .string()
      .regex(/^\d{1,3}$/)
      .transform(Number)
      .pipe(z.number().min(FEWEST).max(MOST))
      .default(CONNECTIONS),
    expected: `a number of connections, from ${FEWEST} to ${MOST}`,
  },
} as const;

type Values = { readonly [N in keyof typeof POSTGRES_VARIABLES]: z.output<(typeof POSTGRES_VARIABLES)[N]["schema"]> };

/** What becomes of the variables. */
export const postgresConfig = (values: Omit<Values, "DATABASE_URL">): PostgresConfig => ({
  directUrl: values.DATABASE_DIRECT_URL ?? null,
  prepare: values.DATABASE_PREPARE === undefined ? null : values.DATABASE_PREPARE === "on",
  connections: values.DATABASE_POOL,
});
