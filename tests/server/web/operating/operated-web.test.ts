import { randomUUID } from "node:crypto";
import { request } from "node:http";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb();

const ask = (path: string, headers: Record<string, string> = {}) =>
  fetch(`http://127.0.0.1:${web.port}${path}`, { headers });

/** The value of a sample, such as `thumbwar_connections{role="player"}`; null where it isn't told. */
async function figure(sample: string): Promise<number | null> {
  const line = (await (await ask("/metrics")).text()).split("\n").find((one) => one.startsWith(`${sample} `));
  return line === undefined ? null : Number(line.slice(sample.length));
}

test("a web process tells what it does: rooms, connections, votes and deals, and what the trainer last said", async () => {
  await web.stores.heartbeats.beat(MAIN_ARENA, "gate");
  const seat = await web.stores.electTrainer();
  if (seat === null) throw new Error("Nobody else is elected");
  const job = { engine: "http", method: "dpo", term: seat.term, parent: 0, comparisonTo: 0 } as const;
  await web.stores.trainingJobs.add({ id: randomUUID(), arenaId: MAIN_ARENA, ...job });
  const session = await web.createSession(SLOW);
  const host = await web.host(session);
  const player = await web.player(session.code, "Ada");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await player.request("deal", { count: 2 });
  const [pair] = dealt.ok ? dealt.pairs : [];
  const vote = { pairId: pair?.id, verdict: "a", decisionMs: 10 };
  expect(await player.request("vote", vote)).toEqual({ ok: true, duplicate: false });
  expect(await player.request("vote", vote)).toMatchObject({ ok: true, duplicate: true });

  const told = {
    thumbwar_rooms: 1,
    'thumbwar_connections{role="player"}': 1,
    'thumbwar_connections{role="host"}': 1,
    thumbwar_viewers: 0,
    'thumbwar_votes_total{outcome="accepted"}': 1,
    'thumbwar_votes_total{outcome="duplicate"}': 1,
    thumbwar_vote_seconds_count: 2,
    thumbwar_pairs_dealt_total: 2,
    thumbwar_pairs_short_total: 0,
    'thumbwar_trainer_state{state="gate"}': 1,
    thumbwar_trainer_term: 1,
    'thumbwar_training_jobs{state="queued"}': 1,
    'thumbwar_training_jobs{state="failed"}': 0,
    'thumbwar_leases{state="held"}': 1,
    'thumbwar_leases{state="uncertain"}': 0,
    thumbwar_lease_losses_total: 0,
    'thumbwar_trainer_state{state="idle"}': 0,
    thumbwar_policy_version: 1,
    'thumbwar_ready{part="postgres"}': 1,
    'thumbwar_ready{part="migrations"}': 1,
  };
  const found = await Promise.all(Object.keys(told).map(async (sample) => [sample, await figure(sample)] as const));
  expect(Object.fromEntries(found)).toEqual(told);
  expect(await figure("thumbwar_postgres_wait_seconds")).toBeGreaterThan(0);
  await Promise.all([host.leave(), player.leave(), seat.release()]);
});

test("probes are answered by whatever name they ask; pages are not", async () => {
  const statusOf = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: "web-0.thumbwar:2567" };
      request({ port: web.port, host: "127.0.0.1", path, headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end();
    });
  expect(await Promise.all(["/livez", "/readyz", "/metrics", "/health", "/"].map(statusOf))).toEqual([
    200, 200, 403, 421, 421,
  ]);
});

test("every answer carries its request's id, refusals included", async () => {
  for (const path of ["/health", "/livez", "/api/sessions/NOPE", "/nothing"])
    expect((await ask(path, { "x-request-id": "seen-1" })).headers.get("x-request-id")).toBe("seen-1");
});
