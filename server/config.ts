import { resolve } from "node:path";
import { z } from "zod";
import { type AnswerServerConfig, answerServerConfig, answerServerVariables } from "./answer-server-config.ts";
import {
  CHECKPOINT_SECRETS,
  type CheckpointConfig,
  checkpointConfig,
  checkpointVariables,
} from "./checkpoint-config.ts";
import { CLUSTER_SECRETS, type ClusterConfig, clusterConfig, clusterVariables } from "./cluster-config.ts";
import {
  type EndpointConfig,
  endpointUrl,
  exactProblem,
  externalModelEndpoints,
  externalModelsSchema,
  keySchema,
  MOST_THINKING,
  THINKING_TOKENS,
} from "./endpoint-config.ts";
import { OPERATING_VARIABLES, type OperatingConfig, operatingConfig } from "./operating-config.ts";
import { POSTGRES_VARIABLES, type PostgresConfig, postgresConfig } from "./postgres-config.ts";
import { type DealingConfig, dealingConfig, dealingVariables } from "./trainer/pool/dealing-config.ts";
import { type TrainingConfig, trainingConfig, trainingVariables } from "./training-config.ts";
import { type TrlConfig, trlConfig, trlVariables } from "./trl-config.ts";
import { PUBLIC_URL_EXPECTED, publicUrls } from "./web/front-door/public-url.ts";

const ENGINES = ["auto", "onnx", "wasm", "tensorflow"] as const;
const ENGINE_DEVICES = ["cpu", "webgpu"] as const;
const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

/** Everything that can be set from outside, checked once at start. Nothing else reads the environment. */
export interface Config {
  /** TCP port of the web process; 0 lets the system choose. */
  readonly port: number;
  readonly host: string;
  /** Postgres to use instead of the embedded one. */
  readonly databaseUrl: string | null;
  readonly postgres: PostgresConfig;
  /** The password that hosts need; null: anybody may host. */
  readonly hostPassword: string | null;
  /** Addresses at which players reach the server through a tunnel or a proxy, beside its own. */
  readonly publicUrls: readonly string[];
  /** How many proxies stand in front of the server. Their word on a client's address is believed. */
  readonly trustProxy: number;
  /** Absolute folder of checkpoints and of the embedded database. */
  readonly dataDir: string;
  readonly engine: (typeof ENGINES)[number];
  /** Where the engine computes; the CPU takes over where it can't. */
  readonly engineDevice: (typeof ENGINE_DEVICES)[number];
  /** Whether starting the web process also starts a trainer beside it. */
  readonly trainer: boolean;
  /** Inside one operation on a model of the user's own; null: as many as the machine has cores, four at most. */
  readonly trainerThreads: number | null;
  /** An OpenAI-compatible API that judges or answers; null where none is set. */
  readonly endpoint: EndpointConfig | null;
  /** External models by name: "endpoint" for the one above, and those of `CONTESTANTS`. */
  readonly externalModels: ReadonlyMap<string, EndpointConfig>;
  readonly operating: OperatingConfig;
  /** Where versions are stored beside the data folder; null: nowhere. */
  readonly checkpoints: CheckpointConfig | null;
  readonly dealing: DealingConfig;
  readonly training: TrainingConfig;
  readonly trl: TrlConfig;
  /** What answers in the place of the trainer; null: the trainer does itself. */
  readonly answerServer: AnswerServerConfig | null;
  /** Whether npm started this process, with a shell in between. */
  readonly underNpm: boolean;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly cluster: ClusterConfig;
}

/** Its message lists every variable that is wrong, with what it should be. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

const KEY_EXPECTED = "one word of Latin letters, digits and signs, as the API gave it";

/** A variable in JSON. Text that is not JSON is reported like any other problem. */
const json = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: "custom", message: "is no JSON" });
    return z.NEVER;
  }
});

const variables = {
  PORT: { schema: wholeNumber(0, 65_535).default(2567), expected: "a whole number from 0 to 65535" },
  HOST: { schema: z.string().default("0.0.0.0"), expected: "an address to listen on" },
  ...POSTGRES_VARIABLES,
  HOST_PASSWORD: { schema: z.string().max(200).optional(), expected: "a password of at most 200 characters" },
  PUBLIC_URL: {
    schema: publicUrls.optional(),
    expected: PUBLIC_URL_EXPECTED,
  },
  TRUST_PROXY: { schema: wholeNumber(0, 9).default(0), expected: "a number of proxies, from 0 to 9" },
  DATA_DIR: { schema: z.string().default("./data"), expected: "a folder" },
  ENGINE: {
    schema: z.enum(ENGINES).default("auto"),
    expected: `one of ${ENGINES.join(", ")}`,
  },
  ENGINE_DEVICE: {
    schema: z.enum(ENGINE_DEVICES).default("cpu"),
    expected: `one of ${ENGINE_DEVICES.join(", ")}`,
  },
  TRAINER: { schema: z.enum(["on", "off"]).default("on"), expected: "on or off" },
  TRAINER_THREADS: { schema: wholeNumber(1, 256).optional(), expected: "a whole number from 1 to 256" },
  ENDPOINT_URL: {
    schema: endpointUrl.optional(),
    expected: "the base of an OpenAI-compatible API, like http://localhost:11434/v1",
  },
  ENDPOINT_MODEL: {
    schema: z.string().max(200).default("default"),
    expected: "a model's name of at most 200 characters",
  },
  ENDPOINT_KEY: { schema: keySchema.optional(), expected: `the key of the API, ${KEY_EXPECTED}` },
  ENDPOINT_TIMEOUT: { schema: wholeNumber(1, 3600).default(30), expected: "seconds, a whole number from 1 to 3600" },
  ENDPOINT_CALLS: { schema: wholeNumber(0, 999_999_999).optional(), expected: "a whole number of calls" },
  ENDPOINT_TOKENS: { schema: wholeNumber(0, 999_999_999).optional(), expected: "a whole number of tokens" },
  ENDPOINT_THINKING: {
    schema: wholeNumber(0, MOST_THINKING).default(THINKING_TOKENS),
    expected: `a number of tokens, from 0 to ${MOST_THINKING}`,
  },
  CONTESTANTS: {
    schema: json.pipe(externalModelsSchema).optional(),
    expected:
      'a JSON list like [{"name": "oracle", "url": "http://localhost:11434/v1", "model": "llama3", "key": "..."}]: ' +
      'each name once, of letters, digits, - and _, none of them "endpoint"; beside it timeout (seconds), calls, tokens and thinking; ' +
      `the key is ${KEY_EXPECTED}`,
  },
  ...OPERATING_VARIABLES,
  ...clusterVariables,
  ...checkpointVariables,
  ...dealingVariables,
  ...trainingVariables,
  ...trlVariables,
  ...answerServerVariables,
  npm_lifecycle_event: { schema: z.string().optional(), expected: "set by npm" },
  LOG_LEVEL: {
    schema: z.enum(LOG_LEVELS).default("info"),
    expected: `one of ${LOG_LEVELS.join(", ")}`,
  },
} as const;
type Name = keyof typeof variables;

/** Variables whose value may hold a password, which an error message must not repeat. */
const SECRET: ReadonlySet<string> = new Set<Name>([
  "DATABASE_URL",
  "DATABASE_DIRECT_URL",
  "HOST_PASSWORD",
  "ENDPOINT_KEY",
  "ENDPOINT_URL",
  "CONTESTANTS",
  "METRICS_TOKEN",
  ...CLUSTER_SECRETS,
  ...CHECKPOINT_SECRETS,
  "TRAINING_TOKEN",
  "RAY_AUTH_TOKEN",
  "ANSWER_SERVER_URL",
  "ANSWER_SERVER_KEY",
]);

/**
 * Reads the configuration from environment variables; an empty variable counts as unset.
 * @throws ConfigError naming every variable that can't be used.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  function read<N extends Name>(name: N): z.output<(typeof variables)[N]["schema"]> {
    const { schema, expected } = variables[name];
    const text = env[name]?.trim() || undefined;
    const parsed = schema.safeParse(text);
    if (!parsed.success) {
      const exact = exactProblem(parsed.error);
      const repeated = SECRET.has(name) ? "" : `, not ${JSON.stringify(text)}`;
      const hint = exact === null ? "" : `. ${exact}`;
      problems.push(`${name} must be ${expected}${repeated}${hint}`);
    }
    return parsed.data as z.output<(typeof variables)[N]["schema"]>;
  }

  const url = read("ENDPOINT_URL");
  const endpoint = {
    model: read("ENDPOINT_MODEL"),
    apiKey: read("ENDPOINT_KEY") ?? null,
    timeoutMs: read("ENDPOINT_TIMEOUT") * 1000,
    maxCalls: read("ENDPOINT_CALLS") ?? Number.POSITIVE_INFINITY,
    maxTokens: read("ENDPOINT_TOKENS") ?? Number.POSITIVE_INFINITY,
    thinkingTokens: read("ENDPOINT_THINKING"),
  };
  const externalModels = new Map<string, EndpointConfig>(url === undefined ? [] : [["endpoint", { url, ...endpoint }]]);
  for (const [name, one] of externalModelEndpoints(read("CONTESTANTS") ?? [])) externalModels.set(name, one);
  const config: Config = {
    port: read("PORT"),
    host: read("HOST"),
    databaseUrl: read("DATABASE_URL") ?? null,
    postgres: postgresConfig({
      DATABASE_DIRECT_URL: read("DATABASE_DIRECT_URL"),
      DATABASE_PREPARE: read("DATABASE_PREPARE"),
      DATABASE_POOL: read("DATABASE_POOL"),
    }),
    hostPassword: read("HOST_PASSWORD") ?? null,
    publicUrls: read("PUBLIC_URL") ?? [],
    trustProxy: read("TRUST_PROXY") ?? 0,
    dataDir: resolve(read("DATA_DIR") ?? "."),
    engine: read("ENGINE"),
    engineDevice: read("ENGINE_DEVICE"),
    trainer: read("TRAINER") === "on",
    trainerThreads: read("TRAINER_THREADS") ?? null,
    endpoint: url === undefined ? null : { url, ...endpoint },
    externalModels,
    operating: operatingConfig({
      METRICS_TOKEN: read("METRICS_TOKEN"),
      OTEL_EXPORTER_OTLP_ENDPOINT: read("OTEL_EXPORTER_OTLP_ENDPOINT"),
      OTEL_TRACES_SAMPLER_ARG: read("OTEL_TRACES_SAMPLER_ARG"),
    }),
    checkpoints: checkpointConfig(read, problems),
    dealing: dealingConfig(read, (problem) => problems.push(problem)),
    training: trainingConfig(read, (problem) => problems.push(problem)),
    trl: trlConfig(read),
    answerServer: answerServerConfig(read),
    underNpm: read("npm_lifecycle_event") !== undefined,
    logLevel: read("LOG_LEVEL"),
    cluster: clusterConfig(read("REDIS_URL"), read("NODE_NAME")),
  };
  if (config.engineDevice !== "cpu" && !["auto", "onnx"].includes(config.engine))
    problems.push(`ENGINE_DEVICE must be cpu with ENGINE=${config.engine}: ${config.engineDevice} is for ENGINE=onnx`);
  if (config.databaseUrl === null && config.postgres.directUrl !== null)
    problems.push("DATABASE_DIRECT_URL must be left out without DATABASE_URL: it is another way to the same database");
  if (config.answerServer !== null && config.training.engine === "tfjs")
    problems.push(
      "TRAINING_ENGINE must be trl, ray or http with ANSWER_SERVER_URL: the trainer has no weights to train then",
    );
  if (problems.length > 0) throw new ConfigError(`The environment can't be used:\n  ${problems.join("\n  ")}`);
  return config;
}
