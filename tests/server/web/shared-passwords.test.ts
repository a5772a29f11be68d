import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  findProgram,
  type StartedProgram,
  startProgram,
} from "../../../server/experiments/servers/cluster/programs.ts";
import { freePort } from "../../../server/store/postgres/embedded/free-port.ts";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../support/killable-web.ts";
import { missingPrograms, titled } from "../../support/running-cluster.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const PASSWORD = "sesame";
const missing = missingPrograms("redis-server");

describe.skipIf(missing !== null)(titled("two web processes", missing), () => {
  let database: FreshDatabase;
  let redis: StartedProgram;
  let webs: readonly KillableWeb[];
  const folder = temporaryFolder();
  beforeAll(async () => {
    database = await freshDatabase();
    const port = String((await freePort(0))!);
    const file = findProgram("redis-server", process.env.PATH ?? "")!;
    redis = startProgram(file, ["--bind", "127.0.0.1", "--port", port, "--save", ""], folder.path);
    const settings = { HOST_PASSWORD: PASSWORD, TRUST_PROXY: "1", REDIS_URL: `redis://127.0.0.1:${port}` };
    webs = await Promise.all(
      ["web-1", "web-2"].map((name) => startKillableWeb(database.url, 0, { ...settings, NODE_NAME: name })),
    );
  });
  afterAll(async () => {
    killLeftovers();
    await redis?.stop();
    folder.remove();
    await database.drop();
  });

  /** A request of a client behind the proxy, to one of the processes. */
  function host(web: number, client: string, password: string, signal?: AbortSignal): Promise<Response> {
    return fetch(`${webs[web]!.url}/api/packs`, {
      method: "POST",
      headers: { "content-type": "text/plain", "x-host-password": password, "x-forwarded-for": client },
      body: "Why?",
      ...(signal === undefined ? {} : { signal }),
    });
  }

  test("wrong passwords of one client, shared out among the processes, are counted together, and lock nobody else out", async () => {
    const enough = new AbortController();
    let refused = 0;
    const guesses = Array.from({ length: 40 }, async (_, i) => {
      const { status } = await host(i % 2, "203.0.113.7", `guess ${i}`, enough.signal);
      if (status === 429) refused += 1;
      else expect(status).toBe(403);
    });
    // Five are looked at and ten may wait, of both processes together. Counted apart these were thirty, and ten refused.
    await vi.waitUntil(() => refused >= 20, { timeout: 20_000, interval: 20 });
    for (const web of [0, 1]) expect((await host(web, `203.0.113.${8 + web}`, PASSWORD)).status).toBe(201);
    enough.abort();
    await Promise.allSettled(guesses);
  });
});
