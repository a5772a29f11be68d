import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "../support/database.ts";
import { killLeftovers, startKillableWeb } from "../support/killable-web.ts";
import { postSession, SLOW } from "../support/running-web.ts";
import { takeSeat } from "../support/seat.ts";

let database: FreshDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(async () => {
  killLeftovers();
  await database.drop();
});

test("connections that ask nothing and sockets that never say goodbye don't keep a stopped server alive", async () => {
  const web = await startKillableWeb(database.url);
  const session = await postSession(web.port, SLOW);
  const player = await takeSeat(web.port, session.code, { nickname: "Ada" });
  await expect(takeSeat(web.port, session.code, { nickname: "Ada" })).rejects.toThrow("nickname_taken");
  const silent = connect(web.port, "127.0.0.1");
  await once(silent, "connect");
  const mute = await openMuteWebSocket(web.port);
  expect(await web.kill("SIGTERM")).toBe(0);
  expect((await player.left).code).toBe(4001);
  for (const socket of [silent, mute]) socket.destroy();
});

test("a server whose log nobody reads any more goes on and stops as asked", async () => {
  const web = await startKillableWeb(database.url);
  web.process.stdout?.destroy();
  for (let i = 0; i < 3; i++) await postSession(web.port, SLOW);
  expect((await fetch(`${web.url}/health`)).status).toBe(200);
  expect(await web.kill("SIGTERM")).toBe(0);
});

test("a server whose database doesn't answer stops all the same", async () => {
  const frozen = await freezableProxy(Number(new URL(database.url).port));
  const through = new URL(database.url);
  through.port = String(frozen.port);
  const web = await startKillableWeb(through.href);
  const session = await postSession(web.port, SLOW);
  await takeSeat(web.port, session.code, { nickname: "Ada" });
  frozen.freeze();
  expect(await web.kill("SIGTERM")).toBe(1);
  frozen.close();
});

/** A WebSocket that reads nothing and so never answers the server's goodbye. */
async function openMuteWebSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${btoa("sixteen bytes...")}\r\n\r\n`,
  );
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1.1 101/);
  socket.pause();
  return socket;
}

/** Passes bytes between clients and a Postgres until it freezes: connections stay open, nothing comes through. */
async function freezableProxy(target: number) {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    port: typeof address === "object" ? (address?.port ?? 0) : 0,
    freeze() {
      for (const socket of sockets) socket.unpipe().pause();
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
