import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type FreshDatabase, freshDatabase } from "../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../support/killable-web.ts";

const PASSWORD = "sesame";

let database: FreshDatabase;
let webs: readonly KillableWeb[];
beforeAll(async () => {
  database = await freshDatabase();
  const settings = { HOST_PASSWORD: PASSWORD, TRUST_PROXY: "1" };
  webs = await Promise.all([1, 2].map(() => startKillableWeb(database.url, 0, settings)));
});
afterAll(async () => {
  killLeftovers();
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
