import { hostname } from "node:os";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import { nodeNameOf } from "../../server/cluster-config.ts";
import { ConfigError, readConfig } from "../../server/config.ts";

test("without any variable everything has a default; an empty one counts as unset", () => {
  const defaults = {
    port: 2567,
    host: "0.0.0.0",
    databaseUrl: null,
    postgres: { directUrl: null, prepare: null, connections: 8 },
    hostPassword: null,
    publicUrls: [],
    trustProxy: 0,
    dataDir: resolve("data"),
    engine: "auto",
    engineDevice: "cpu",
    trainer: true,
    trainerThreads: null,
    endpoint: null,
    externalModels: new Map(),
    operating: { metricsToken: null, tracesTo: null, tracesShare: 1 },
    checkpoints: null,
    dealing: { bestOf: null, keep: null },
    training: {
      engine: "tfjs",
      method: "dpo",
      votes: 100,
      jobs: 24,
      minutes: 60,
      rayAddress: null,
      token: null,
      port: null,
    },
    trl: { command: "trl", options: [], gpus: 0, rayToken: null },
    answerServer: null,
    underNpm: false,
    logLevel: "info",
    cluster: { redisUrl: null, nodeName: nodeNameOf(hostname()) },
  };
  expect(readConfig({})).toEqual(defaults);
  expect(readConfig({ PORT: "", DATABASE_URL: " ", ENGINE: "", TRAINER: "" })).toEqual(defaults);
});

test("every variable is read", () => {
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: "postgresql://app:secret@db:5432/arena",
    DATABASE_DIRECT_URL: "postgres://owner:secret@db:5433/arena?sslmode=verify-full&sslrootcert=/etc/ca.pem",
    DATABASE_PREPARE: "off",
    DATABASE_POOL: "20",
    HOST_PASSWORD: "open sesame",
    PUBLIC_URL: "https://arena.example.org, http://10.0.0.9:8080",
    TRUST_PROXY: "1",
    DATA_DIR: "/srv/arena",
    ENGINE: "wasm",
    TRAINER: "off",
    TRAINER_THREADS: "2",
    ENDPOINT_URL: "http://localhost:11434/v1",
    ENDPOINT_MODEL: "small",
    ENDPOINT_KEY: "sk-1",
    ENDPOINT_TIMEOUT: "5",
    ENDPOINT_CALLS: "100",
    ENDPOINT_TOKENS: "",
    ENDPOINT_THINKING: "500",
    METRICS_TOKEN: "0123456789abcdef",
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318",
    OTEL_TRACES_SAMPLER_ARG: "0.25",
    TRAINING_ENGINE: "trl",
    TRL_COMMAND: "/opt/trl/bin/trl",
    TRL_OPTIONS: "--bf16  true",
    RAY_GPUS: "2",
    RAY_AUTH_TOKEN: "ray-1",
    ANSWER_SERVER_URL: "http://localhost:8000/v1/",
    ANSWER_SERVER_MODEL: "large",
    npm_lifecycle_event: "start",
    LOG_LEVEL: "debug",
    REDIS_URL: "redis://:secret@cache:6379",
    NODE_NAME: "web-2",
  });
  expect(config).toEqual({
    port: 0,
    host: "127.0.0.1",
    databaseUrl: "postgresql://app:secret@db:5432/arena",
    postgres: {
      directUrl: "postgres://owner:secret@db:5433/arena?sslmode=verify-full&sslrootcert=/etc/ca.pem",
      prepare: false,
      connections: 20,
    },
    hostPassword: "open sesame",
    publicUrls: ["https://arena.example.org", "http://10.0.0.9:8080"],
    trustProxy: 1,
    dataDir: resolve("/srv/arena"),
    engine: "wasm",
    engineDevice: "cpu",
    trainer: false,
    trainerThreads: 2,
    endpoint: {
      url: "http://localhost:11434/v1",
      model: "small",
      apiKey: "sk-1",
      timeoutMs: 5_000,
      maxCalls: 100,
      maxTokens: Number.POSITIVE_INFINITY,
      thinkingTokens: 500,
    },
    externalModels: new Map([["endpoint", expect.objectContaining({ model: "small" })]]),
    operating: { metricsToken: "0123456789abcdef", tracesTo: "http://collector:4318", tracesShare: 0.25 },
    checkpoints: null,
    dealing: { bestOf: null, keep: null },
    training: expect.objectContaining({ engine: "trl" }),
    trl: { command: "/opt/trl/bin/trl", options: ["--bf16", "true"], gpus: 2, rayToken: "ray-1" },
    answerServer: { url: "http://localhost:8000/v1", model: "large", apiKey: null },
    underNpm: true,
    logLevel: "debug",
    cluster: { redisUrl: "redis://:secret@cache:6379", nodeName: "web-2" },
  });
});

test("an error names every wrong variable at once, what it should be, and no secret", () => {
  const read = () =>
    readConfig({
      PORT: "65536",
      DATABASE_URL: "mysql://app:secret@db/arena",
      ENGINE: "cuda",
      TRAINER: "yes",
      TRAINER_THREADS: "0",
      PUBLIC_URL: "https://arena.example.org/play?x",
      TRUST_PROXY: "10",
      ENDPOINT_URL: "ftp://user:secret@example.org",
      ENDPOINT_CALLS: "many",
      LOG_LEVEL: "loud",
    });
  expect(read).toThrow(ConfigError);
  for (const name of [
    "PORT",
    "DATABASE_URL",
    "ENGINE",
    "TRAINER",
    "TRAINER_THREADS",
    "PUBLIC_URL",
    "TRUST_PROXY",
    "LOG_LEVEL",
  ]) {
    expect(read).toThrow(new RegExp(`\\n {2}${name} must be `));
  }
  for (const name of ["ENDPOINT_URL", "ENDPOINT_CALLS"]) expect(read).toThrow(new RegExp(`${name} must be `));
  expect(read).toThrow(/PORT must be a whole number from 0 to 65535, not "65536"/);
  expect(read).not.toThrow(/secret/);
});

test.each([
  ["METRICS_TOKEN", "too short"],
  ["METRICS_TOKEN", "sixteen signs & no header"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318"],
  ["OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/?key=x"],
  ["OTEL_TRACES_SAMPLER_ARG", "1.5"],
  ["OTEL_TRACES_SAMPLER_ARG", "half"],
])("%s can't be %j", (name, value) => {
  expect(() => readConfig({ [name]: value })).toThrow(new RegExp(`\\n {2}${name} must be `));
  if (name === "METRICS_TOKEN") expect(() => readConfig({ [name]: value })).not.toThrow(new RegExp(value));
});

test("a GPU is for the engine that can compute on one", () => {
  expect(readConfig({ ENGINE_DEVICE: "webgpu" }).engineDevice).toBe("webgpu");
  expect(readConfig({ ENGINE: "onnx", ENGINE_DEVICE: "webgpu" }).engineDevice).toBe("webgpu");
  expect(() => readConfig({ ENGINE: "wasm", ENGINE_DEVICE: "webgpu" })).toThrow(
    /ENGINE_DEVICE must be cpu with ENGINE=wasm/,
  );
  expect(() => readConfig({ ENGINE_DEVICE: "cuda" })).toThrow(/ENGINE_DEVICE must be one of cpu, webgpu, not "cuda"/);
});

test.each(["-1", "1.5", "80a", "0x50", "1e3", "99999999999"])("PORT %s is refused", (port) => {
  expect(() => readConfig({ PORT: port })).toThrow(ConfigError);
});

test("external models have an address each and a key of their own; the endpoint is one of them where it is set", () => {
  const CONTESTANTS = JSON.stringify([
    {
      name: "oracle",
      url: "http://localhost:1234/v1",
      model: "big",
      key: "sk-2",
      timeout: 5,
      calls: 10,
      tokens: 9_000,
    },
    { name: "plain", url: "http://localhost:1235/v1" },
  ]);
  const { externalModels } = readConfig({
    ENDPOINT_URL: "http://localhost:11434/v1",
    ENDPOINT_KEY: "sk-1",
    CONTESTANTS,
  });
  expect([...externalModels.keys()]).toEqual(["endpoint", "oracle", "plain"]);
  expect(externalModels.get("oracle")).toEqual({
    ...{ url: "http://localhost:1234/v1", model: "big", apiKey: "sk-2" },
    ...{ timeoutMs: 5_000, maxCalls: 10, maxTokens: 9_000, thinkingTokens: 4_000 },
  });
  // Another host is never sent the endpoint's key.
  expect(externalModels.get("plain")).toMatchObject({
    model: "default",
    apiKey: null,
    maxTokens: Number.POSITIVE_INFINITY,
  });
  expect(readConfig({}).externalModels.size).toBe(0);
});

const named = (name: unknown, url: unknown = "http://x/v1") => JSON.stringify([{ name, url, key: "sk-secret" }]);
test.each([
  ["no JSON", "[{sk-secret"],
  ["no list", '{"name": "sk-secret"}'],
  ["a name for the endpoint", named("endpoint")],
  ["no name", named(undefined)],
  ["a name with blanks", named("two words")],
  ["no address", named("oracle", null)],
  ["an address with a password", named("oracle", "http://user:sk-secret@x/v1")],
  ["what there is not", '[{"name": "oracle", "url": "http://x/v1", "secret": "sk-secret"}]'],
  ["one name twice", '[{"name": "a", "url": "http://x/v1"}, {"name": "a", "url": "http://y/v1"}]'],
])("CONTESTANTS with %s is refused, and nothing of it repeated", (_, CONTESTANTS) => {
  const read = () => readConfig({ CONTESTANTS });
  expect(read).toThrow(/CONTESTANTS must be a JSON list like/);
  expect(read).not.toThrow(/sk-secret/);
});

test.each([
  ["a line break", "example-first\nsecond-half", /has a line break in it/],
  ["a line break of another kind", "example-first\u2028second-half", /has a line break in it/],
  ["a space", "example-first second-half", /has a space in it/],
  ["a space that doesn't break", "example-first\u00a0second-half", /has a space in it/],
  ["a control sign", "example\u0007key", /has an invisible sign in it/],
  ["an invisible sign", "example\u200bkey", /has an invisible sign in it/],
  ["a soft hyphen", "example\u00adkey", /has an invisible sign in it/],
  ["a byte order mark inside", "example\ufeffkey", /has a(n invisible sign| space) in it/],
  ["a sign of another script", "exаmple-key", /has a sign in it that no key has/],
  ["a long dash", "example\u2013key", /has a sign in it that no key has/],
  ["quotation marks around", '"example-key"', /has quotation marks around it/],
  ["curly quotation marks around", "\u201cexample-key\u201d", /has quotation marks around it/],
  ["Bearer before", "Bearer example-key", /begins with "Bearer"/],
  ["the header's name before", "Authorization: Bearer example-key", /begins with a header's name/],
  ["too many signs", `example-key${"x".repeat(2_000)}`, /is longer than 2000 signs/],
])("a key with %s is refused at the start, told which setting it is and why, and not repeated", (_, key, why) => {
  const externalModels = JSON.stringify([
    { name: "b", url: "http://x" },
    { name: "a", url: "http://x", key },
  ]);
  for (const [names, env] of [
    [/ENDPOINT_KEY must be .* Here it /, { ENDPOINT_KEY: key }],
    [/CONTESTANTS must be .* Entry 2, key: it /, { CONTESTANTS: externalModels }],
  ] as const) {
    const read = () => readConfig(env);
    for (const told of [names, why]) expect(read).toThrow(told);
    expect(read).not.toThrow(/second-half|example.?.?key|exаmple/);
  }
});

test("white space around a key or an address is no part of it", () => {
  const list = JSON.stringify([{ name: "a", url: " http://x/v1 ", key: " sk-1\n" }]);
  const { endpoint, externalModels } = readConfig({
    ENDPOINT_URL: " http://y ",
    ENDPOINT_KEY: "sk-2 \n",
    CONTESTANTS: list,
  });
  expect([endpoint!.url, endpoint!.apiKey]).toEqual(["http://y", "sk-2"]);
  expect(externalModels.get("a")).toMatchObject({ url: "http://x/v1", apiKey: "sk-1" });
});

test.each([
  ["an empty key", { name: "a", url: "http://x", key: "" }, /Entry 1, key: it is empty/],
  [
    "a login in the address",
    { name: "a", url: "http://me:secret@x" },
    /Entry 1, url: it has a name or password before its host/,
  ],
  ["an unknown field", { name: "a", url: "http://x", apiKey: "sk-secret" }, /Entry 1: there is no field apiKey/],
  ["a number as text", { name: "a", url: "http://x", timeout: "soon" }, /Entry 1, timeout: /],
])("CONTESTANTS with %s says which entry and field it is", (_, entry, message) => {
  const read = () => readConfig({ CONTESTANTS: JSON.stringify([entry]) });
  expect(read).toThrow(message);
  expect(read).not.toThrow(/secret/);
});
