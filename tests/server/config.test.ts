import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../server/config.ts";

test("without any variable everything has a default; an empty one counts as unset", () => {
  const defaults = {
    port: 2567,
    host: "0.0.0.0",
    databaseUrl: null,
    hostPassword: null,
    publicUrls: [],
    trustProxy: 0,
    dataDir: resolve("data"),
    engine: "auto",
    engineDevice: "cpu",
    trainer: true,
    trainerThreads: 1,
    endpoint: null,
    externalModels: new Map(),
    underNpm: false,
    logLevel: "info",
  };
  expect(readConfig({})).toEqual(defaults);
  expect(readConfig({ PORT: "", DATABASE_URL: " ", ENGINE: "", TRAINER: "" })).toEqual(defaults);
});

test("every variable is read", () => {
  const config = readConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: "postgresql://app:secret@db:5432/arena",
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
    npm_lifecycle_event: "start",
    LOG_LEVEL: "debug",
  });
  expect(config).toEqual({
    port: 0,
    host: "127.0.0.1",
    databaseUrl: "postgresql://app:secret@db:5432/arena",
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
    },
    externalModels: new Map([["endpoint", expect.objectContaining({ model: "small" })]]),
    underNpm: true,
    logLevel: "debug",
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
    ...{ timeoutMs: 5_000, maxCalls: 10, maxTokens: 9_000 },
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
  ["a line break", "example-first\nsecond-half"],
  ["a control sign", "example\u0007key"],
  ["an invisible sign", "example\u200bkey"],
  ["a sign of another script", "exаmple-key"],
])("a key with %s is refused at the start, and not repeated", (_, key) => {
  const externalModels = JSON.stringify([{ name: "a", url: "http://127.0.0.1:4911/v1", key }]);
  for (const [name, env] of [
    ["ENDPOINT_KEY", { ENDPOINT_KEY: key }],
    ["CONTESTANTS", { CONTESTANTS: externalModels }],
  ] as const) {
    const read = () => readConfig(env);
    expect(read).toThrow(new RegExp(`${name} must be .*without line breaks, invisible signs`));
    expect(read).not.toThrow(/second-half|example.?key/);
  }
});
