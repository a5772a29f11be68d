import { defineConfig } from "vitest/config";

/** Two workers: the tests share two cores with Postgres, ONNX Runtime and a browser, and more workers only add contention. */
export default defineConfig({
  test: {
    include: ["tests/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // What is waited for comes sooner or later, on a busy machine later.
    expect: { poll: { timeout: 20_000 } },
  },
});
