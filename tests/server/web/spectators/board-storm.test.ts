import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server } from "socket.io";
import { io } from "socket.io-client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { reconnectingViewers } from "../../../../server/experiments/bench/bench-boards.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Leaderboard } from "../../../../server/ports/results.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { openLabReadings } from "../../../../server/web/spectators/lab-readings.ts";
import { openBoards } from "../../../../server/web/spectators/open-boards.ts";
import { viewerGate } from "../../../../server/web/spectators/viewer-gate.ts";
import { PERIODS } from "../../../../shared/protocol/boards.ts";
import { freshDatabase } from "../../../support/database.ts";
import { newPair, newPolicy, newRound, newVote } from "../../../support/open-arena.ts";

/** The boards of a real database, whose readings of the leaderboard are counted, and can be held up. */
let stores: Stores;
let port = 0;
let read = { players: 0, sessions: 0 };
let heldUp: Promise<void> | null = null;
/** Readings that wait for it. */
let waiting = 0;
let cleanUp = async () => {};

beforeAll(async () => {
  const database = await freshDatabase();
  stores = openStores(database.url);
  const counted: Leaderboard = {
    async players(...asked) {
      read.players++;
      if (heldUp !== null) waiting++;
      await heldUp;
      return stores.leaderboard.players(...asked);
    },
    sessions(...asked) {
      read.sessions++;
      return stores.leaderboard.sessions(...asked);
    },
  };
  await newPolicy(stores);
  await newPolicy(stores);
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  ({ port } = http.address() as AddressInfo);
  const gate = viewerGate(
    ({ socket }) => socket.remoteAddress ?? "",
    () => performance.now(),
  );
  const server = new Server(http, { serveClient: false, allowRequest: gate.allowRequest });
  gate.watch(server);
  const readings = await openLabReadings(stores, () => performance.now());
  const { versions } = readings;
  const services = { ...stores, versions, leaderboard: counted, now: Date.now, log: console };
  const close = await openBoards(server, services);
  cleanUp = async () => {
    await Promise.all([close(), readings.close()]);
    await server.close();
    await stores.close();
    await database.drop();
  };
});
afterAll(() => cleanUp());
beforeEach(() => {
  read = { players: 0, sessions: 0 };
});

/** Connects, and tells how long each board took to come, milliseconds. */
async function watch(wanted = ["players", "versions", "sessions"]): Promise<Map<string, number>> {
  const began = performance.now();
  const came = new Map<string, number>();
  const socket = io(`http://127.0.0.1:${port}/boards`, { transports: ["websocket"], forceNew: true });
  await new Promise<void>((resolve) => {
    socket.onAny((event: string) => {
      came.set(event, performance.now() - began);
      if (wanted.every((name) => came.has(name))) resolve();
    });
  });
  socket.disconnect();
  return came;
}

const rated = async () => (await stores.ratings.list(MAIN_ARENA)).map(({ votes }) => votes);

async function closeRound(): Promise<void> {
  const { round, players } = await newRound(stores, { players: 1 });
  await stores.pool.add(MAIN_ARENA, [newPair({ kind: "showdown", versions: [1, 0] })]);
  const pair = (await stores.pool.dealShowdown({ arenaId: MAIN_ARENA, roundId: round.id }))!;
  await stores.votes.cast([newVote(pair, round.id, players[0]!.id, "a")]);
  await stores.rounds.close(round.id);
}

test("while nobody watches nothing is read but what ratings need, which stay up to date", async () => {
  await closeRound();
  await expect.poll(rated).toEqual([1, 1]);
  expect(read).toEqual({ players: 0, sessions: 0 });
});

test("thirty viewers who reconnect as fast as they can cost a few readings, and everybody is shown the boards", async () => {
  const storm = reconnectingViewers(`http://127.0.0.1:${port}/boards`, 30);
  const began = performance.now();
  for (let viewer = 0; viewer < 5; viewer++) expect((await watch()).size).toBe(3);
  await expect.poll(storm.connections).toBeGreaterThan(150);
  await storm.stop();
  const seconds = (performance.now() - began) / 1000;
  // Once a second at most; the board of players has three periods.
  expect(read.sessions).toBeLessThanOrEqual(seconds + 2);
  expect(read.players).toBeLessThanOrEqual(3 * (seconds + 2));
  expect(read.sessions).toBeLessThan(storm.connections() / 10);
});

test("a burst of rounds that are closed is told once or twice", async () => {
  const viewer = io(`http://127.0.0.1:${port}/boards`, { transports: ["websocket"], forceNew: true });
  const seen: number[] = [];
  viewer.on("sessions", ({ sessions }: { sessions: readonly { votes: number }[] }) =>
    seen.push(sessions.reduce((sum, { votes }) => sum + votes, 0)),
  );
  await expect.poll(() => seen.length).toBeGreaterThan(0);
  const [before, began] = [seen.at(-1)!, performance.now()];
  for (let i = 0; i < 10; i++) await closeRound();
  await expect.poll(() => seen.at(-1)).toBe(before + 10);
  expect(seen.length).toBeLessThanOrEqual(3 + (performance.now() - began) / 1000);
  viewer.disconnect();
});

test("a board that takes long holds up neither the others nor what is known already", async () => {
  await watch();
  const hold = Promise.withResolvers<void>();
  heldUp = hold.promise;
  try {
    const keeping = io(`http://127.0.0.1:${port}/boards`, { transports: ["websocket"], forceNew: true });
    let versions = 0;
    keeping.on("versions", () => versions++);
    await expect.poll(() => versions).toBeGreaterThan(0);
    await closeRound();
    await expect.poll(() => waiting).toBe(PERIODS.length);
    const known = versions;
    await closeRound();
    await expect.poll(() => versions).toBeGreaterThan(known); // while no board of players can be read
    const readings = read.players;
    expect((await watch()).size).toBe(3);
    expect(read.players).toBe(readings);
    keeping.disconnect();
  } finally {
    hold.resolve();
    heldUp = null;
  }
});

test("who comes after a silent while is shown what was known at once, and then what is so now", async () => {
  const shown = () => {
    const viewer = io(`http://127.0.0.1:${port}/boards`, { transports: ["websocket"], forceNew: true });
    const seen: number[] = [];
    viewer.on("sessions", ({ sessions }: { sessions: readonly unknown[] }) => seen.push(sessions.length));
    return { seen, leave: () => viewer.disconnect() };
  };
  const played = (await stores.leaderboard.sessions(MAIN_ARENA, 100)).length;
  const before = shown();
  await expect.poll(() => before.seen.at(-1)).toBe(played);
  before.leave();
  await closeRound();
  await sleep(1_500);
  const readings = read.sessions;
  const after = shown();
  await expect.poll(() => after.seen).toEqual([played, played + 1]);
  expect(read.sessions).toBe(readings + 1);
  after.leave();
});
