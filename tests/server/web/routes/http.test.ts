import { describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();
const at = (path: string) => `http://127.0.0.1:${web.port}${path}`;

function post(body: string, type = "application/json"): Promise<Response> {
  return fetch(at("/api/sessions"), { method: "POST", headers: { "content-type": type }, body });
}

describe("POST /api/sessions", () => {
  test("takes the defaults for what is left out", async () => {
    const answer = await post("{}");
    expect(answer.status).toBe(201);
    const { code, hostToken } = await answer.json();
    expect(code).toMatch(/^[A-Z]{4,5}$/);
    const session = await web.stores.sessions.byCode(code);
    expect(session?.settings).toMatchObject({ rounds: 8, rapidMs: 20_000, maxPlayers: 60 });
    expect(await web.stores.sessions.isHost(session?.id ?? "", hostToken)).toBe(true);
  });

  test.each([
    ["rounds beyond the limit", { rounds: 1_000 }, "rounds"],
    ["a time as text", { rapidMs: "long" }, "rapidMs"],
    ["a blank title", { title: "  " }, "title"],
    ["a title with a control character", { title: "a\u0007b" }, "title"],
    ["a question of the host's that isn't there", { criterion: "own", question: " " }, "question"],
    ["an unknown setting", { cheats: true }, "cheats"],
    ["no object", [], "body"],
  ])("bad_settings names the field: %s", async (_, settings, field) => {
    const answer = await post(JSON.stringify(settings));
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: "bad_settings", message: expect.stringContaining(field) });
  });

  test("malformed and oversized bodies are refused as JSON", async () => {
    const malformed = await post("{rounds");
    expect(malformed.status).toBe(400);
    expect(await malformed.json()).toMatchObject({ error: "bad_request" });
    expect((await post(JSON.stringify({ title: "x".repeat(100_000) }))).status).toBe(413);
  });
});

describe("GET /api/sessions/:code", () => {
  test("tells the title and the phase, typed in any case", async () => {
    const { code } = await web.createSession({ title: "Form 7b" });
    await web.player(code, "Ada");
    const answer = await fetch(at(`/api/sessions/${code.toLowerCase()}`));
    expect(await answer.json()).toEqual({ code, title: "Form 7b", phase: "lobby", players: 1, maxPlayers: 60 });
  });

  test.each(["QQQQ", "12", "..%2f..%2fetc", "%00", "a".repeat(2_000)])("404 for %s", async (code) => {
    const answer = await fetch(at(`/api/sessions/${code}`));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: "unknown_session" });
  });
});

test("GET /health tells of the database, the trainer and the versions", async () => {
  await web.stores.heartbeats.beat(MAIN_ARENA, "idle");
  const answer = await fetch(at("/health"));
  expect(answer.status).toBe(200);
  const health = await answer.json();
  expect(health).toMatchObject({
    database: "ok",
    disk: expect.stringMatching(/ok|low/),
    trainer: { state: "idle" },
    policyVersion: 1,
    protocol: 4,
  });
  expect(health.trainer.ageMs).toBeGreaterThanOrEqual(0);
});

test("GET /api/addresses names no address where a server listens to its own computer alone", async () => {
  const answer = await fetch(at("/api/addresses"));
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ addresses: [] });
});

test("what isn't there is a JSON 404 with the security headers", async () => {
  const answer = await fetch(at("/nothing/here"));
  expect(answer.status).toBe(404);
  expect(await answer.json()).toEqual({ error: "not_found", message: "There is nothing at /nothing/here." });
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'self'");
  expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  expect(answer.headers.get("x-powered-by")).toBeNull();
});
