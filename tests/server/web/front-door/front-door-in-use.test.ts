import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { matchMaker } from "@colyseus/core";
import { afterEach, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb({ pool: false });
const at = (path: string) => `http://127.0.0.1:${web.port}${path}`;
const JSON_TYPE = { "content-type": "application/json" };

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** What comes back for some bytes, until the server closes or the wanted text has come. */
async function raw(bytes: string, wanted = /\r\n\r\n/, withinMs = 5_000): Promise<string> {
  const socket = connect(web.port, "127.0.0.1");
  sockets.push(socket);
  let said = "";
  socket.on("error", () => {});
  socket.on("data", (data) => {
    said += data.toString("latin1");
  });
  socket.write(bytes);
  for (const end = performance.now() + withinMs; performance.now() < end && !wanted.test(said) && !socket.closed; )
    await sleep(10);
  return said;
}

describe("who may ask", () => {
  test("a name that was made to lead here changes nothing, and is told of PUBLIC_URL", async () => {
    const body = '{"aiShare":0.25}';
    const answer = await raw(
      `PATCH /api/training HTTP/1.1\r\nHost: evil.example\r\nOrigin: http://evil.example\r\ncontent-type: application/json\r\n` +
        `content-length: ${body.length}\r\n\r\n${body}`,
      /PUBLIC_URL/,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 421 /);
    expect(answer).toContain("PUBLIC_URL");
    expect((await (await fetch(at("/api/training"))).json()).aiShare).not.toBe(0.25);
  });

  test.each([
    ["POST", "/api/sessions", "application/json", "{}"],
    ["POST", "/api/packs", "text/plain", "Why?"],
    ["PATCH", "/api/training", "application/json", '{"aiShare":0.5}'],
    ["POST", "/matchmake/joinById/BCDF", "application/json", "{}"],
    ["GET", "/socket.io/?EIO=4&transport=polling", "text/plain", undefined],
  ])("a foreign page may not %s %s", async (method, path, type, body) => {
    const headers = { "content-type": type, origin: "http://evil.example" };
    const answer = await fetch(at(path), { method, headers, ...(body === undefined ? {} : { body }) });
    expect([answer.status, (await answer.json()).error]).toEqual([403, "foreign_origin"]);
  });

  test.each(["/socket.io/?EIO=4&transport=websocket", "/process/room?sessionId=x"])(
    "a foreign page may open no WebSocket at %s",
    async (path) => {
      const open = (origin: string) =>
        once(new WebSocket(at(path).replace("http", "ws"), { headers: { origin } }), "open").then(
          () => "open",
          (error: Error) => error.message,
        );
      expect(await open("http://evil.example")).toContain("403");
      expect(await open(at(""))).toBe("open");
    },
  );

  test.each([
    ["text/plain", '{"title":"x"}'],
    ["application/x-www-form-urlencoded", "title=x"],
    [undefined, ""],
  ])("a session is created from JSON alone, not from %s", async (type, body) => {
    const headers = type === undefined ? {} : { "content-type": type };
    const answer = await fetch(at("/api/sessions"), { method: "POST", headers, body: Buffer.from(body) });
    expect([answer.status, (await answer.json()).error]).toEqual([415, "not_json"]);
  });
});

describe("what is answered", () => {
  test.each([
    ["no Host", "GET / HTTP/1.1\r\n\r\n", 400],
    ["an odd Host", "GET / HTTP/1.1\r\nHost: @@@\r\n\r\n", 421],
    ["two Hosts", "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400],
    ["another server's address", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400],
    ["no HTTP", "\u0016\u0003\u0001 hello\r\n\r\n", 400],
    ["headers of 20 KB", `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(20_000)}\r\n\r\n`, 431],
    ["Colyseus' own route", "GET /__healthcheck HTTP/1.1\r\nHost: localhost\r\n\r\n", 404],
    [
      "a WebSocket nowhere",
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      404,
    ],
  ])("%s, with the security headers", async (_, bytes, status) => {
    const answer = await raw(bytes);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toContain("content-security-policy: default-src 'self'");
    expect(answer.toLowerCase()).not.toContain("x-powered-by");
  });

  test.each([
    "/",
    "/health",
    "/matchmake/x/y",
    "/socket.io/?EIO=4&transport=polling",
    "/socket.io/?EIO=9",
    "/api/nothing",
  ])("%s has the security headers", async (path) => {
    const { headers } = await fetch(at(path));
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("x-powered-by")).toBeNull();
  });
});

test("whoever sends letter by letter, or nothing at all, is sent away", async () => {
  const [half, silent] = await Promise.all([
    raw("GET / HTTP/1.1\r\nHost: loc", /^HTTP/, 20_000),
    raw("", /^HTTP/, 20_000),
  ]);
  expect([half, silent].map((said) => said.slice(0, 12))).toEqual(["HTTP/1.1 408", "HTTP/1.1 408"]);
});

describe("bodies", () => {
  test.each(["/api/sessions", "/matchmake/joinById/BCDF", "/socket.io/?EIO=4&transport=polling", "/health"])(
    "one without an announced size is counted as it comes, and cut: %s",
    async (path) => {
      const method = path === "/health" ? "GET" : "POST";
      const asked = httpRequest(at(path), { method, headers: { ...JSON_TYPE, "transfer-encoding": "chunked" } });
      asked.on("error", () => {});
      const answered = once(asked, "response");
      const closed = new Promise((resolve) => asked.once("close", resolve));
      let sent = 0;
      const flood = setInterval(() => {
        sent += 64_000;
        asked.write(Buffer.alloc(64_000, 32));
      }, 5);
      const [response] = await answered;
      response.resume().on("error", () => {});
      // Boards know without the body that this is no request of theirs.
      expect(response.statusCode).toBe(path.startsWith("/socket.io") ? 400 : 413);
      await closed;
      clearInterval(flood);
      // Cut within a second or two, whatever more would come.
      expect(sent).toBeLessThan(64_000 * 1_000);
    },
  );

  test("an announced one is refused before it comes", async () => {
    const head = "POST /matchmake/joinById/BCDF HTTP/1.1\r\nHost: localhost\r\ncontent-type: application/json\r\n";
    expect(await raw(`${head}content-length: 52428800\r\n\r\n`)).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe("matchmaking", () => {
  test("a reservation holds what the rooms know, and nothing else", async () => {
    const { code } = await web.createSession();
    const options = { protocol: PROTOCOL_VERSION, spectate: true, junk: "x".repeat(10_000) };
    const answer = await fetch(at(`/matchmake/joinById/${code}`), {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(options),
    });
    const { sessionId } = await answer.json();
    const room = matchMaker.getLocalRoomById(code);
    expect(JSON.stringify(Reflect.get(room, "_reservedSeats")[sessionId])).not.toContain("junk");
  });
});

test("a client can't say where it comes from", async () => {
  // Each code is another guess; the same one again, a moment later, is none.
  const ends = [..."BCDFGHJKMN"].flatMap((letter) => [`${letter}B`, `${letter}C`]);
  const misses = (address: string, begin: string) =>
    ends.map((end) =>
      fetch(at(`/api/sessions/${begin}${end}`), { headers: { "x-forwarded-for": address, "x-real-ip": address } }),
    );
  const answers = await Promise.all([...misses("198.51.100.1", "WX"), ...misses("198.51.100.2", "XW")]);
  expect(answers.filter(({ status }) => status === 404)).toHaveLength(30);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused).toHaveLength(10);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(0);
  const matchmaking = await fetch(at("/matchmake/joinById/WXWX"), {
    method: "POST",
    headers: JSON_TYPE,
    body: JSON.stringify({ protocol: PROTOCOL_VERSION, spectate: true }),
  });
  expect(matchmaking.status).toBe(429);
  // Whoever knows a session goes on.
  const { code } = await web.createSession();
  expect((await fetch(at(`/api/sessions/${code}`))).status).toBe(200);
  const player = await web.player(code, "Ada");
  await player.leave();
});
