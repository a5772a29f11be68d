import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { openCluster } from "../../../../server/store/postgres/embedded/cluster.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { fillPool, postSession, SLOW } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** A server that nobody watches over: it plays the one that DATABASE_URL names. */
const folder = temporaryFolder();
const server = openCluster(folder.path);
let url = "";
let stores: Stores;
beforeAll(async () => {
  url = (await server.start(null)).url;
  await migrateDatabase(url);
  stores = openStores(url);
  await fillPool(stores);
});
afterAll(async () => {
  killLeftovers();
  await stores.close();
  await server.stop();
  folder.remove();
});

test("while the database is away in the middle of a round nothing is acknowledged, and the round goes on when it's back", {
  timeout: 120_000,
}, async () => {
  const port = Number(new URL(url).port);
  const web = await startKillableWeb(url);
  let said = "";
  web.process.stdout?.on("data", (chunk) => (said += chunk));
  const session = await postSession(web.port, { ...SLOW, intermissionMs: 100 });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const [ada, grace] = await Promise.all(
    ["Ada", "Grace"].map((nickname) => takeSeat(web.port, session.code, { nickname })),
  );
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await ada!.request("deal", { count: 2 });
  const [first, second] = dealt.ok ? dealt.pairs.map(({ id }) => id) : [];
  const vote = (pairId: string | undefined) => ({ pairId, verdict: "a", decisionMs: 10 });
  expect(await ada!.request("vote", vote(first))).toEqual({ ok: true, duplicate: false });

  await server.stop();
  let answered = false;
  const waiting = ada!.request("vote", vote(second)).then((reply) => {
    answered = true;
    return reply;
  });
  expect(await grace!.request("deal", { count: 1 })).toEqual({ ok: false, error: "unavailable" });
  await sleep(1_000);
  expect(answered).toBe(false);
  const failure = said.split("\n").find((line) => line.includes("A room's handler failed"));
  expect(JSON.parse(failure ?? "{}")).toMatchObject({
    ...{ room: session.code, role: "player", playerId: grace!.welcome.playerId },
    session: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect((await fetch(`${web.url}/health`)).status).toBe(503);
  expect((await fetch(`${web.url}/livez`)).status).toBe(200);
  const ready = await fetch(`${web.url}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { problems: [{ part: "postgres" }] }]);
  await server.start(port);
  expect(await waiting).toEqual({ ok: true, duplicate: false });
  for (const pair of [first, second]) expect(await stores.votes.ofPair(pair!)).toMatchObject({ a: 1 });

  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  expect(await ada!.request("predict", { share: 1 })).toMatchObject({ ok: true });
  expect(await ada!.request("vote", vote(showdown?.id))).toMatchObject({ ok: true });
  expect(await grace!.request("vote", vote(showdown?.id))).toMatchObject({ ok: true });
  expect(await ada!.request("lock", {})).toMatchObject({ ok: true });
  await server.stop(); // the points, the round's end and the next round have to wait
  for (const phase of ["reveal", "dealing"]) {
    await host.request("host", { command: "skip" });
    await host.until((view) => view.phase === phase);
  }
  await sleep(1_000);
  await server.start(port);
  await host.until((view) => view.phase === "rapid" && view.round === 2);
  await expect.poll(async () => (await stores.comparisons.after(MAIN_ARENA, 0, 10)).length).toBe(3);
  const id = (await stores.sessions.byCode(session.code))!.id;
  const scores = async () => (await stores.players.ofSession(id)).map(({ nickname, score }) => [nickname, score]);
  await expect.poll(async () => new Map((await scores()) as [string, number][]).get("Ada")).toBe(500);
  expect(await web.kill("SIGTERM")).toBe(0);
});
