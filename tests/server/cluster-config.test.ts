import { expect, test } from "vitest";
import { nodeNameOf } from "../../server/cluster-config.ts";
import { ConfigError, readConfig } from "../../server/config.ts";

test("without settings there is one web process, called as the machine is", () => {
  const { redisUrl, nodeName } = readConfig({}).cluster;
  expect(redisUrl).toBeNull();
  expect(nodeName).toMatch(/^[a-z0-9-]+$/);
});

test("any machine has a name that can stand in an address", () => {
  expect(["web-3", "Ada's MacBook.local", "--", "", "ÄÖ", "x".repeat(60)].map(nodeNameOf)).toEqual([
    ...["web-3", "ada-s-macbook-local", "web", "web", "web", "x".repeat(40)],
  ]);
});

test.each([
  ["redis://localhost:6379", "web-1"],
  ["rediss://user:p%40ss@redis.example.org:6380/3", "0"],
])("%s and %s can be used", (redisUrl, nodeName) => {
  expect(readConfig({ REDIS_URL: redisUrl, NODE_NAME: nodeName }).cluster).toEqual({ redisUrl, nodeName });
});

test.each([
  [
    { NODE_NAME: "Web_1" },
    'NODE_NAME must be a name of small letters, digits and hyphens between them, at most 40, like web-1, not "Web_1"',
  ],
  [{ NODE_NAME: "a/b" }, "NODE_NAME must be"],
  [{ NODE_NAME: "-a" }, "NODE_NAME must be"],
  [{ NODE_NAME: "a".repeat(41) }, "NODE_NAME must be"],
  [{ REDIS_URL: "localhost:6379" }, "REDIS_URL must be an address like redis://host:6379"],
  [{ REDIS_URL: "http://localhost:6379" }, "REDIS_URL must be"],
  [{ REDIS_URL: "redis://localhost/games" }, "REDIS_URL must be"],
])("%o is refused in words", (env, words) => {
  expect(() => readConfig(env)).toThrow(words);
});

test("an address of Redis isn't repeated, since it may hold a password", () => {
  const problem = () => readConfig({ REDIS_URL: "redis://:hunter2@/x" });
  expect(problem).toThrow(ConfigError);
  expect(problem).not.toThrow("hunter2");
});
