import { expect, test } from "vitest";
import { withWeb } from "../../../support/running-web.ts";

const PASSWORD = "sesame ✓";
const web = withWeb({ pool: false, hostPassword: PASSWORD });

function post(path: string, password?: string): Promise<Response> {
  const header = password === undefined ? {} : { "x-host-password": encodeURIComponent(password) };
  return fetch(`http://127.0.0.1:${web.port}${path}`, {
    method: "POST",
    headers: { "content-type": path.includes("packs") ? "text/plain" : "application/json", ...header },
    body: path.includes("packs") ? "Why?" : "{}",
  });
}

test("a page can ask whether a password is needed", async () => {
  const answer = await fetch(`http://127.0.0.1:${web.port}/api/host`);
  expect(await answer.json()).toMatchObject({ passwordNeeded: true, ownPrompts: "nobody" });
});

test.each(["/api/sessions", "/api/packs"])("POST %s needs the host password", async (path) => {
  const without = await post(path);
  expect([without.status, await without.json()]).toEqual([
    401,
    { error: "password_needed", message: expect.stringContaining("host password") },
  ]);
  const wrong = await post(path, "sesame");
  expect([wrong.status, await wrong.json()]).toEqual([403, { error: "wrong_password", message: expect.any(String) }]);
  expect((await post(path, PASSWORD)).status).toBe(201);
});

test("guessing is slowed down, and the right password enters after it", async () => {
  const guesses = await Promise.all(Array.from({ length: 25 }, (_, i) => post("/api/sessions", `guess ${i}`)));
  const statuses = guesses.map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([403, 429]));
  const refused = guesses.find(({ status }) => status === 429);
  expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await post("/api/sessions", PASSWORD)).status).toBe(201);
});
