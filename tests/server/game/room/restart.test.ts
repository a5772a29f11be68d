import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "../../../support/database.ts";
import { killLeftovers, startKillableWeb } from "../../../support/killable-web.ts";
import { fillPool, postSession, SLOW } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";

let database: FreshDatabase;
let stores: Stores;
beforeAll(async () => {
  database = await freshDatabase();
  stores = openStores(database.url);
  await fillPool(stores);
});
afterAll(async () => {
  killLeftovers();
  await stores.close();
  await database.drop();
});

test("a killed web process loses no acknowledged vote, and its players come back to their scores", async () => {
  const web = await startKillableWeb(database.url);
  const session = await postSession(web.port, { ...SLOW, rounds: 3, intermissionMs: 100 });
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const players = await Promise.all(["Ada", "Grace"].map((nickname) => takeSeat(web.port, session.code, { nickname })));
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  for (const player of players) {
    await player.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 1 });
    await player.request("predict", { share: 1 });
    await player.request("lock", {});
  }
  await host.until((view) => view.phase === "reveal");
  await host.request("host", { command: "skip" });
  await host.until((view) => view.phase === "rapid" && view.round === 2);

  const voted: string[] = [];
  const voting = players.map(async (player) => {
    for (;;) {
      const dealt = await player.request("deal", { count: 4 });
      for (const { id } of dealt.ok ? dealt.pairs : []) {
        const reply = await player.request("vote", { pairId: id, verdict: "b", decisionMs: 1 });
        if (reply.ok) voted.push(id);
      }
    }
  });
  const cutOff = Promise.allSettled(voting);
  while (voted.length < 9) await setTimeout(2);
  expect(await web.kill("SIGKILL")).toBeNull();
  await cutOff;
  for (const pairId of voted) expect(await stores.votes.ofPair(pairId)).toMatchObject({ b: 1 });

  const next = await startKillableWeb(database.url);
  const [ada] = await Promise.all(
    players.map((player) => takeSeat(next.port, session.code, { token: player.welcome.token })),
  );
  expect(ada?.view()).toMatchObject({ phase: "rapid", round: 2, interrupted: true });
  expect(Object.values(ada?.view().players ?? {}).map(({ score }) => score)).toEqual([500, 500]);
  const again = await takeSeat(next.port, session.code, { hostToken: session.hostToken });
  for (const phase of ["title", "showdown", "reveal"]) {
    await again.request("host", { command: "skip" });
    await ada?.until((view) => view.phase === phase);
  }
  const areLearned = async () => {
    const comparisons = await stores.comparisons.after(MAIN_ARENA, 0, 1_000);
    const learned = new Set(comparisons.map(({ pairId }) => pairId));
    return voted.every((pairId) => learned.has(pairId));
  };
  await expect.poll(areLearned).toBe(true);

  await again.request("host", { command: "skip" });
  await ada?.until((view) => view.phase === "rapid" && view.round === 3);
  expect(await next.kill("SIGTERM")).toBe(0);
});

test("SIGTERM closes the round under way before the process ends", async () => {
  const web = await startKillableWeb(database.url);
  const session = await postSession(web.port, SLOW);
  const host = await takeSeat(web.port, session.code, { hostToken: session.hostToken });
  const ada = await takeSeat(web.port, session.code, { nickname: "Ada" });
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  const pairId = dealt.ok ? (dealt.pairs[0]?.id ?? "") : "";
  expect(await ada.request("vote", { pairId, verdict: "tie", decisionMs: 1 })).toMatchObject({ ok: true });
  expect(await web.kill("SIGTERM")).toBe(0);
  expect((await ada.left).code).toBe(4001);
  const comparisons = await stores.comparisons.after(MAIN_ARENA, 0, 1_000);
  expect(comparisons.find((comparison) => comparison.pairId === pairId)).toMatchObject({ label: 0.5, votes: 1 });
});

test("a second web process on a port in use ends with a clear error", async () => {
  const web = await startKillableWeb(database.url);
  await expect(startKillableWeb(database.url, web.port)).rejects.toThrow("ended before it was ready");
  expect((await fetch(`http://127.0.0.1:${web.port}/health`)).status).toBe(200);
  await web.kill("SIGTERM");
});
