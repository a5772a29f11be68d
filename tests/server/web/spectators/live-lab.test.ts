import { setTimeout as sleep } from "node:timers/promises";
import { io, type Socket } from "socket.io-client";
import { afterAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { EvidenceBoard, JudgeBoard, LabEvents, TrainingBoard } from "../../../../shared/protocol/lab.ts";
import { type PackedVersions, unpackVersions } from "../../../../shared/protocol/watch/packed-versions.ts";
import { READING } from "../../../../shared/round/votes/reading-time.ts";
import { newPair } from "../../../support/open-arena.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();
const sockets: Socket<LabEvents>[] = [];
afterAll(() => {
  for (const socket of sockets) socket.disconnect();
});

function watch(): Socket<LabEvents> {
  const socket: Socket<LabEvents> = io(`http://127.0.0.1:${web.port}/lab`, { transports: ["websocket"] });
  sockets.push(socket);
  return socket;
}

/** The first event that fulfils the condition. */
function next<K extends keyof LabEvents>(
  socket: Socket<LabEvents>,
  event: K,
  condition: (board: Parameters<LabEvents[K]>[0]) => boolean = () => true,
): Promise<Parameters<LabEvents[K]>[0]> {
  return new Promise((resolve) => {
    socket.onAny((name: string, board: Parameters<LabEvents[K]>[0]) => {
      if (name === event && condition(board)) resolve(board);
    });
  });
}

const get = (path: string) => fetch(`http://127.0.0.1:${web.port}/api/lab/${path}`);
const post = (path: string, body: unknown) =>
  fetch(`http://127.0.0.1:${web.port}/api/lab/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

test("training steps and the trainer's state are pushed as they come, and whole to whoever comes late", async () => {
  const viewer = watch();
  expect(await next(viewer, "training")).toEqual({ trainer: "down", steps: [] });
  const pushed = next(viewer, "trainingSteps");
  const working = next(viewer, "training", (board) => (board as TrainingBoard).trainer === "improve");
  const metrics = { "objective/kl": 1.5 };
  await web.stores.trainingSteps.add(MAIN_ARENA, [{ kind: "ppo", policyVersion: 1, metrics }]);
  await web.stores.heartbeats.beat(MAIN_ARENA, "improve");
  expect(await pushed).toMatchObject([{ kind: "ppo", policyVersion: 1, metrics }]);
  await working;
  expect(await next(watch(), "training")).toMatchObject({ trainer: "improve", steps: [{ metrics }] });
});

test("what people's votes say is sent when a round is closed", async () => {
  const viewer = watch();
  const before = (await next(viewer, "evidence")) as EvidenceBoard;
  expect(before).toMatchObject({ winRates: [], votes: { total: 0, spans: [] }, guesses: [], rounds: [] });
  const session = await web.createSession();
  const host = await web.host(session);
  const player = await web.player(session.code, "Ada");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  const closed = next(viewer, "evidence", (board) => (board as EvidenceBoard).rounds.length === 1);
  await sleep(READING.mostMs); // sooner nobody can have read them, and the vote would count for nothing
  await player.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 1 });
  await player.request("predict", { share: 0.5 });
  await player.request("lock", {});
  const { reveal } = await host.until((view) => view.phase === "reveal");
  const { winRates, votes, guesses, rounds } = (await closed) as EvidenceBoard;
  expect(winRates).toMatchObject([{ version: 1, rate: reveal?.versionA === 1 ? 1 : 0, votes: 1, pairs: 1 }]);
  expect(votes.total).toBe(1);
  expect(guesses).toMatchObject([{ guessed: 0.5, comparisons: 1 }]);
  expect(rounds).toMatchObject([{ policyVersion: 1, votes: 1, fresh: null }]);
  expect(await (await get("contest?a=1&b=0")).json()).toMatchObject({ rate: winRates[0]!.rate, votes: 1, pairs: 1 });
});

test("an AI judge is shown as soon as it sits, judges or pauses, and gone when it is put away", async () => {
  const { judgements, pool } = web.stores;
  await pool.add(MAIN_ARENA, [newPair()]);
  const viewer = watch();
  expect(await next(viewer, "judge")).toBeNull();
  const judge = "endpoint:small";
  const state = { judge, share: 0.5, paused: null, pausedUntil: null, calls: 2, tokens: 300 };
  const seated = next(viewer, "judge", (board) => board !== null);
  await judgements.setState(MAIN_ARENA, state);
  expect(await seated).toMatchObject({ judge, wanted: 0.5, labels: 0, agreement: null, calls: 2 });
  const judged = next(viewer, "judge", (board) => board !== null && (board as JudgeBoard).labels === 1);
  const [pair] = await judgements.candidates({ arenaId: MAIN_ARENA, judge, shared: 0, fresh: 1, except: [] });
  await judgements.add(MAIN_ARENA, judge, [{ pairId: pair!.id, share: 0.9, ordersAgree: true }]);
  expect(await judged).toMatchObject({ constancy: 1 });
  const paused = next(viewer, "judge", (board) => board !== null && (board as JudgeBoard).paused !== null);
  await judgements.setState(MAIN_ARENA, { ...state, paused: "unauthorized", pausedUntil: new Date() });
  expect(await paused).toMatchObject({ paused: { reason: "unauthorized" } });
  const gone = next(viewer, "judge", (board) => board === null);
  await judgements.setState(MAIN_ARENA, { ...state, share: 0 });
  expect(await gone).toBeNull();
});

test("answers of versions come prompt by prompt, and only for versions that were named properly", async () => {
  const answer = (text: string) => [{ prompt: { id: "bees", text: "Why bees?" }, text, tokens: [1] }];
  await web.stores.showcase.add(MAIN_ARENA, 0, answer("Old <b>bees</b>."));
  await web.stores.showcase.add(MAIN_ARENA, 1, answer("New bees."));
  expect(await (await get("answers?versions=0,1")).json()).toEqual({
    prompts: [
      {
        prompt: "Why bees?",
        answers: [
          { version: 0, text: "Old <b>bees</b>." },
          { version: 1, text: "New bees." },
        ],
      },
    ],
  });
  for (const versions of ["", "x", "0,", "-1", "1.5", Array(13).fill(1).join()]) {
    expect((await get(`answers?versions=${versions}`)).status).toBe(400);
  }
  for (const query of ["", "a=0", "a=0&b=x"]) expect((await get(`contest?${query}`)).status).toBe(400);
});

test("older versions are sent to whoever asks, and not again while they are the same", async () => {
  const older = (before: string, etag = "") =>
    fetch(`http://127.0.0.1:${web.port}/api/lab/versions?before=${before}`, {
      // As browsers ask; without it Node asks for a fresh answer.
      headers: { "if-none-match": etag, "cache-control": "max-age=0" },
    });
  for (const before of ["", "x", "-1", "1.5"]) expect((await older(before)).status).toBe(400);
  const first = await older("2");
  expect(await first.json()).toMatchObject({ versions: [{ version: 1, status: "promoted" }], older: 0 });
  const etag = first.headers.get("etag")!;
  const again = await older("2", etag);
  expect([again.status, await again.text()]).toEqual([304, ""]);
  expect((await older("1", etag)).status).toBe(200);
});

test("going back to an older version, with everything that can be wrong about it", async () => {
  for (const body of [
    {},
    { to: "0", reason: "why" },
    { to: 0 },
    { to: 0, reason: " " },
    { to: 0, reason: "x".repeat(201) },
  ]) {
    expect((await post("rollback", body)).status).toBe(400);
  }
  const unknown = await post("rollback", { to: 9, reason: "There is no such version" });
  expect(unknown.status).toBe(409);
  expect(await unknown.json()).toMatchObject({ error: "not_promoted" });

  const { stores } = web;
  await stores.policies.add({
    ...{ arenaId: MAIN_ARENA, parent: 1, status: "candidate", folder: "policies/2", reason: null, metrics: {} },
    ...{ comparisonId: 0, trainedOnRound: null },
  });
  await stores.policies.promote(MAIN_ARENA, 2, [newPair({ versions: [2, 2] })]);
  const viewer = watch();
  const told = next(
    viewer,
    "versions",
    (board) => unpackVersions(board as PackedVersions).versions[2]?.status === "rolled_back",
  );
  await next(viewer, "training");
  const done = await post("rollback", { to: 1, reason: "It only talks of string" });
  expect(await done.json()).toEqual({ undone: 1 });
  expect(unpackVersions((await told) as PackedVersions)).toMatchObject({
    versions: [{ status: "promoted" }, { status: "promoted" }, { reason: "It only talks of string" }],
  });
  expect((await stores.policies.newest(MAIN_ARENA))?.version).toBe(1);
});
