import { beforeAll, describe, expect, test } from "vitest";
import { buildClient } from "../../../support/built-client.ts";
import { withWeb } from "../../../support/running-web.ts";

// First, since the web process looks once at what lies compressed.
beforeAll(buildClient);
const web = withWeb({ pool: false, trustProxy: 1 });
const PERSON = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const open = (path: string, headers: Readonly<Record<string, string>> = PERSON) =>
  fetch(`http://127.0.0.1:${web.port}${path}`, { headers, redirect: "manual" });

describe("an address that a person mistyped", () => {
  test.each([
    ["/BCDF", "/play/BCDF"],
    ["/bcdf", "/play/BCDF"],
    ["/bcdf.", "/play/BCDF"],
    ["/join/bc-df", "/play/BCDF"],
    ["/play", "/"],
    ["/play/", "/"],
    ["/join", "/"],
  ])("%s leads to %s", async (path, goal) => {
    const answer = await open(path);
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toBe(goal);
  });

  test.each(["/nothing-here", "/a/b/c", "/host/a/b", "/%ff", "/lab/unknown-page"])(
    "%s is a page that says so",
    async (path) => {
      const answer = await open(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toContain("text/html");
      expect(await answer.text()).toContain("<title>Thumbwar: not found</title>");
    },
  );

  test.each([
    ["/api/nothing", PERSON],
    ["/nothing-here", { accept: "application/json" }],
    ["/nothing-here", { accept: "*/*" }],
  ])("programs get JSON: %s for %j", async (path, headers) => {
    const answer = await open(path, headers);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: "not_found" });
  });
});

test("programs and styles come compressed, and may be kept for good", async () => {
  const html = await (await open("/host")).text();
  const [program] = /\/assets\/host-[\w-]+\.js/.exec(html)!;
  for (const [accepted, encoding] of [
    ["br, gzip", "br"],
    ["gzip", "gzip"],
  ] as const) {
    const { headers } = await open(program, { "accept-encoding": accepted });
    expect(headers.get("content-encoding")).toBe(encoding);
    expect(headers.get("cache-control")).toContain("immutable");
  }
  expect((await open("/", { ...PERSON, "accept-encoding": "gzip" })).headers.get("content-encoding")).toBe("gzip");
});

test("a proxy that is trusted says at what host and below what path the site lies", async () => {
  const proxied = { ...PERSON, "x-forwarded-host": "school.example", "x-forwarded-for": "9.9.9.9" };
  const html = await (await open("/host", { ...proxied, "x-forwarded-prefix": "/thumbwar/" })).text();
  expect(html).toMatch(/src="\/thumbwar\/assets\/host-/);
  expect((await open("/bcdf", { ...proxied, "x-forwarded-prefix": "/thumbwar" })).headers.get("location")).toBe(
    "/thumbwar/play/BCDF",
  );
  for (const strange of ["//evil.example", "javascript:x", "/a b"]) {
    const page = await (await open("/host", { ...proxied, "x-forwarded-prefix": strange })).text();
    expect(page).toMatch(/src="\/assets\/host-/);
  }
  const asked = (origin: string) =>
    fetch(`http://127.0.0.1:${web.port}/api/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-host": "school.example", origin },
      body: "{}",
    });
  expect((await asked("https://school.example")).status).toBe(201);
  expect((await asked("https://evil.example")).status).toBe(403);
});
