import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { attack } from "../../../../server/experiments/bench/hostile/attack.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { type KillableWeb, killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { fillPool, postSession, SLOW } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const FRAMES = 10_000;
const REQUESTS = 2_000;
/** What bad frames may leave in the log, however many they are. */
const MOST_LOGGED = 200_000;

let database: FreshDatabase;
let web: KillableWeb;
let logged = 0;

beforeAll(async () => {
  database = await freshDatabase();
  const stores = openStores(database.url);
  await fillPool(stores);
  await stores.close();
  web = await startKillableWeb(database.url, 0, { TRUST_PROXY: "1" });
  web.process.stdout?.on("data", (chunk) => {
    logged += chunk.length;
  });
});
afterAll(async () => {
  killLeftovers();
  await database.drop();
});

/** Votes until told to stop; how many votes were acknowledged. Whatever isn't fails the test. */
async function voteSteadily(player: Seat, signal: AbortSignal): Promise<number> {
  let acknowledged = 0;
  while (!signal.aborted) {
    const dealt = await player.request("deal", { count: 4 });
    expect(dealt).toMatchObject({ ok: true });
    for (const { id } of dealt.ok ? dealt.pairs : []) {
      expect(await player.request("vote", { pairId: id, verdict: "a", decisionMs: 900 })).toMatchObject({ ok: true });
      acknowledged += 1;
      await sleep(250);
    }
  }
  return acknowledged;
}

test("hostile frames and requests end nothing but their own connections, while a player goes on voting", async () => {
  const session = await postSession(web.port, SLOW);
  const other = await postSession(web.port, SLOW);
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const player = await takeSeat(web.port, session.code, { nickname: "Ada" });
  await host.request("host", { command: "start" });
  await player.until((view) => view.phase === "rapid");

  const voting = new AbortController();
  const votes = voteSteadily(player, voting.signal);
  const plan = { url: web.url, codes: [session.code, other.code], frames: FRAMES, requests: REQUESTS, seed: 5 };
  const tally = await attack(plan, AbortSignal.timeout(45_000));
  voting.abort();

  expect(await votes).toBeGreaterThan(5);
  expect(tally.frames).toBeGreaterThanOrEqual(FRAMES);
  expect(tally.requests).toBeGreaterThanOrEqual(REQUESTS);
  expect(Number(tally.answers["200"])).toBeGreaterThan(0);
  expect(Number(tally.answers["400"])).toBeGreaterThan(0);
  expect(tally.opened).toBeGreaterThan(50);
  expect(web.process.exitCode).toBeNull();
  expect((await fetch(`${web.url}/health`)).status).toBe(200);
  const late = await takeSeat(web.port, session.code, { nickname: "Grace" });
  expect(await late.request("deal", { count: 1 })).toMatchObject({ ok: true });
  expect(logged).toBeLessThan(MOST_LOGGED);
});
