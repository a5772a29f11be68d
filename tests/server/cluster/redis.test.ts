import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { openCluster } from "../../../server/cluster/open-cluster.ts";
import { openRedis } from "../../../server/cluster/redis.ts";
import { ConfigError } from "../../../server/config.ts";
import {
  findProgram,
  type StartedProgram,
  startProgram,
} from "../../../server/experiments/servers/cluster/programs.ts";
import { until } from "../../../server/experiments/servers/waiting.ts";
import { freePort, portAnswers } from "../../../server/store/postgres/embedded/free-port.ts";
import { missingPrograms, titled } from "../../support/running-cluster.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const missing = missingPrograms("redis-server");
const QUIET = { info() {}, warn() {} };
const LOG = { ...QUIET, error() {}, debug() {}, trace() {} };
const { signal } = new AbortController();

describe.skipIf(missing !== null)(titled("Redis", missing), () => {
  const folder = temporaryFolder();
  const servers: StartedProgram[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });
  afterAll(() => folder.remove());
  const start = async (port: number, ...settings: readonly string[]) => {
    const file = findProgram("redis-server", process.env.PATH ?? "")!;
    const args = ["--bind", "127.0.0.1", "--port", String(port), "--save", "", "--dir", folder.path, ...settings];
    servers.push(startProgram(file, args, folder.path));
    await until(
      () => portAnswers(port),
      20_000,
      signal,
      () => "Redis did not start",
    );
  };

  test("one that wants a password says so, without repeating the one that was given", async () => {
    const port = (await freePort(0))!;
    await start(port, "--requirepass", "secret");
    await expect(openRedis(`redis://127.0.0.1:${port}`, QUIET, signal)).rejects.toThrow(
      `Redis at 127.0.0.1:${port} wants another password (NOAUTH`,
    );
    const wrong = openRedis(`redis://:mistaken@127.0.0.1:${port}`, QUIET, signal);
    await expect(wrong).rejects.toThrow(/wants another password \(WRONGPASS.*redis:\/\/:PASSWORD@/);
    await expect(wrong).rejects.not.toThrow("mistaken");
    await expect(wrong).rejects.toBeInstanceOf(ConfigError);
    (await openRedis(`redis://:secret@127.0.0.1:${port}`, QUIET, signal)).close();
    await expect(openRedis(`redis://:secret@127.0.0.1:${port}/99`, QUIET, signal)).rejects.toThrow("no such database");
  });

  test("what is no Redis is told as that", async () => {
    const server = createServer((_request, response) => response.end()).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    await expect(openRedis(`redis://127.0.0.1:${port}`, QUIET, signal)).rejects.toThrow(
      `What answers in the place of Redis at 127.0.0.1:${port} is no Redis`,
    );
    server.closeAllConnections();
    server.close();
  });

  test("one that is away is waited for, and the log says what for; one that goes away is told, and comes back by itself", async () => {
    const port = (await freePort(0))!;
    const said: string[] = [];
    const log = { info: (line: string) => said.push(line), warn: (line: string) => said.push(line) };
    const opening = openRedis(`redis://127.0.0.1:${port}`, log, signal);
    await expect.poll(() => said.join()).toMatch(/Waiting for Redis at .*start it, or correct REDIS_URL/);
    await start(port);
    const redis = await opening;
    const connection = redis.connect(500);
    expect(await connection.ping()).toBe("PONG");
    expect(redis.isWell()).toBe(true);
    await servers.splice(0)[0]!.stop();
    await expect.poll(() => redis.isWell()).toBe(false);
    await expect(connection.ping()).rejects.toThrow("timed out");
    await start(port);
    await expect.poll(() => redis.isWell()).toBe(true);
    expect(await connection.ping()).toBe("PONG");
    expect(said.filter((line) => line.includes("can't be reached"))).toHaveLength(1);
    expect(said.at(-1)).toContain("answers again");
    redis.close();
  });

  test("another installation's is refused", async () => {
    const port = (await freePort(0))!;
    await start(port);
    const redis = await openRedis(`redis://127.0.0.1:${port}`, QUIET, signal);
    const open = async (secret: string) => (await openCluster(redis, "web-1", secret, LOG)).close();
    await open("ours");
    await open("ours");
    await expect(open("another's")).rejects.toThrow("Another installation of Thumbwar uses this Redis");
    redis.close();
  });
});
