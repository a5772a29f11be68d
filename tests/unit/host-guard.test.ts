import { expect, test } from "vitest";
import { hostGuard, MOST_WRONG, WINDOW_MS } from "../../server/http/host-guard.ts";
import { HttpFault } from "../../server/http/http-fault.ts";

const PASSWORD = "pässword 1";
let clock = 0;
const guarded = () => hostGuard(PASSWORD, () => clock);

function answer(guard: ReturnType<typeof hostGuard>, password?: string, ip = "10.0.0.1"): number {
  const header = password === undefined ? undefined : encodeURIComponent(password);
  const get = ((name: string) => (name === "x-host-password" ? header : undefined)) as never;
  try {
    guard.admit({ get, ip });
    return 200;
  } catch (error) {
    if (error instanceof HttpFault) return error.status;
    throw error;
  }
}

test("without a password set anybody may host", () => {
  const guard = hostGuard(null, () => 0);
  expect(guard.passwordNeeded).toBe(false);
  expect(answer(guard)).toBe(200);
});

test("the password passes; none and a wrong one are told apart", () => {
  const guard = guarded();
  expect(guard.passwordNeeded).toBe(true);
  expect([PASSWORD, undefined, "", "password 1", `${PASSWORD} `].map((given) => answer(guard, given))).toEqual([
    ...[200, 401, 401, 403, 403],
  ]);
});

test("after too many wrong ones an address waits, with the right one too, and others don't", () => {
  const guard = guarded();
  for (let i = 0; i < MOST_WRONG; i++) expect(answer(guard, `guess ${i}`)).toBe(403);
  expect(answer(guard, PASSWORD)).toBe(429);
  expect(answer(guard, PASSWORD, "10.0.0.2")).toBe(200);
  clock += WINDOW_MS + 1;
  expect(answer(guard, PASSWORD)).toBe(200);
});

test("asking without a password is no guess", () => {
  const guard = guarded();
  for (let i = 0; i <= MOST_WRONG; i++) expect(answer(guard)).toBe(401);
  expect(answer(guard, PASSWORD)).toBe(200);
});

test("a password that is no valid percent-encoding is merely wrong", () => {
  expect(() => guarded().admit({ get: (() => "%E0%A4%A") as never, ip: "10.0.0.3" })).toThrow(/not the host password/);
});
