import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { ADDRESS_HEADER } from "../../../../server/web/front-door/client-address.ts";
import { HttpFault } from "../../../../server/web/http-fault.ts";
import { ALL_PACE, hostGuard, OWN_PACE } from "../../../../server/web/routes/host-guard.ts";

const PASSWORD = "pässword 1";

/** A guard whose clock stands until somebody waits. */
function guarded() {
  const sleepers: { at: number; wake: () => void }[] = [];
  let clock = 0;
  const wait = (ms: number) => new Promise<void>((wake) => sleepers.push({ at: clock + ms, wake }));
  const guard = hostGuard(PASSWORD, { now: () => clock, wait });
  return {
    guard,
    async pass(ms: number) {
      clock += ms;
      for (const sleeper of sleepers.filter(({ at }) => at <= clock)) sleeper.wake();
      await setImmediate();
    },
  };
}

async function answer(guard: ReturnType<typeof hostGuard>, password?: string, ip = "10.0.0.1"): Promise<number> {
  const header = password === undefined ? undefined : encodeURIComponent(password);
  try {
    await guard.admit({ headers: { "x-host-password": header, [ADDRESS_HEADER]: ip } });
    return 200;
  } catch (error) {
    if (error instanceof HttpFault) return error.status;
    throw error;
  }
}

/** Answers as they come; undefined while one waits. */
function asked(guard: ReturnType<typeof hostGuard>, passwords: readonly string[], ip?: string) {
  const statuses: (number | undefined)[] = passwords.map(() => undefined);
  for (const [i, password] of passwords.entries()) {
    void answer(guard, password, ip).then((status) => {
      statuses[i] = status;
    });
  }
  return statuses;
}
const guesses = (count: number) => Array.from({ length: count }, (_, i) => `guess ${i}`);

test("without a password set anybody may host", async () => {
  const guard = hostGuard(null);
  expect(guard.passwordNeeded).toBe(false);
  expect(await answer(guard)).toBe(200);
});

test("the password passes; none and a wrong one are told apart", async () => {
  const { guard } = guarded();
  expect(guard.passwordNeeded).toBe(true);
  const statuses = [];
  for (const given of [PASSWORD, undefined, "", "password 1", `${PASSWORD} `])
    statuses.push(await answer(guard, given));
  expect(statuses).toEqual([200, 401, 401, 403, 403]);
});

test("after many wrong ones the right one waits its turn and enters; others don't wait", async () => {
  const { guard, pass } = guarded();
  for (const guess of guesses(OWN_PACE.burst)) expect(await answer(guard, guess)).toBe(403);
  const [right] = [asked(guard, [PASSWORD])];
  expect(await answer(guard, PASSWORD, "10.0.0.2")).toBe(200);
  expect(right).toEqual([undefined]);
  await pass(OWN_PACE.everyMs);
  expect(right).toEqual([200]);
});

test("guesses of a network are looked at one a second, and few may wait", async () => {
  const { guard, pass } = guarded();
  const statuses = asked(guard, guesses(100));
  await pass(0);
  const count = (status: number | undefined) => statuses.filter((one) => one === status).length;
  expect([count(403), count(undefined), count(429)]).toEqual([OWN_PACE.burst, OWN_PACE.mostWaiting, 85]);
  await pass(3 * OWN_PACE.everyMs);
  expect(count(403)).toBe(OWN_PACE.burst + 3);
  // Three turns are free again: the right password takes one of them.
  const late = asked(guard, [PASSWORD]);
  await pass(OWN_PACE.mostWaiting * OWN_PACE.everyMs);
  expect(late).toEqual([200]);
});

test("many networks together are looked at more slowly than each alone", async () => {
  const { guard, pass } = guarded();
  const all = Array.from({ length: 300 }, (_, i) => asked(guard, ["guess"], `10.1.${i >> 8}.${i & 255}`));
  const looked = () => all.flat().filter((status) => status === 403).length;
  await pass(0);
  expect(looked()).toBe(ALL_PACE.burst);
  expect(all.flat().filter((status) => status === 429)).toHaveLength(300 - ALL_PACE.burst - ALL_PACE.mostWaiting);
  await pass(1_000);
  expect(looked()).toBe(ALL_PACE.burst + 1_000 / ALL_PACE.everyMs);
});

test("neither asking without a password nor the right one takes a turn", async () => {
  const { guard } = guarded();
  for (let i = 0; i < 3 * OWN_PACE.burst; i++) {
    expect(await answer(guard)).toBe(401);
    expect(await answer(guard, PASSWORD)).toBe(200);
  }
});

test("a password that is no valid percent-encoding is merely wrong", async () => {
  const { guard } = guarded();
  const headers = { "x-host-password": "%E0%A4%A", [ADDRESS_HEADER]: "10.0.0.3" };
  await expect(guard.admit({ headers })).rejects.toThrow(/not the host password/);
});
