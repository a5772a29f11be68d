import { resolve } from "node:path";
import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../../server/config.ts";

test("without any variable everything has a default; an empty one counts as unset", () => {
  const defaults = {
    port: 2567,
    host: "0.0.0.0",
    databaseUrl: null,
    hostPassword: null,
    dataDir: resolve("data"),
    engine: "auto",
    trainer: true,
    trainerThreads: 1,
    endpoint: null,
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
    dataDir: resolve("/srv/arena"),
    engine: "wasm",
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
      ENDPOINT_URL: "ftp://user:secret@example.org",
      ENDPOINT_CALLS: "many",
      LOG_LEVEL: "loud",
    });
  expect(read).toThrow(ConfigError);
  for (const name of ["PORT", "DATABASE_URL", "ENGINE", "TRAINER", "TRAINER_THREADS", "LOG_LEVEL"]) {
    expect(read).toThrow(new RegExp(`\\n {2}${name} must be `));
  }
  for (const name of ["ENDPOINT_URL", "ENDPOINT_CALLS"]) expect(read).toThrow(new RegExp(`${name} must be `));
  expect(read).toThrow(/PORT must be a whole number from 0 to 65535, not "65536"/);
  expect(read).not.toThrow(/secret/);
});

test.each(["-1", "1.5", "80a", "0x50", "1e3", "99999999999"])("PORT %s is refused", (port) => {
  expect(() => readConfig({ PORT: port })).toThrow(ConfigError);
});
