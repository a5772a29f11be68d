import { afterEach, expect, test, vi } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";

/** The computer's clock is set while a game runs: after a sleep, by the network's time, by hand. */

const web = withWeb();
const realNow = Date.now.bind(Date);
const setClock = (byMs: number) => vi.spyOn(Date, "now").mockImplementation(() => realNow() + byMs);
afterEach(() => {
  vi.restoreAllMocks();
});

const HOUR_MS = 3_600_000;

test.each([
  ["back", -HOUR_MS],
  ["forward", HOUR_MS],
])("P4 a beat lasts as long as it was to, when the clock is set %s by an hour", async (_, byMs) => {
  const session = await web.createSession({ ...SLOW, rapidMs: 3_000 });
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const began = performance.now();
  setClock(byMs);
  expect(await ada.request("deal", { count: 1 })).toMatchObject({ ok: true }); // the game looks at its clock
  await host.until((view) => view.phase === "showdown");
  const lasted = performance.now() - began;
  expect(lasted).toBeGreaterThan(2_500);
  expect(lasted).toBeLessThan(10_000);
  await host.request("host", { command: "pause" });
  setClock(0);
  await host.request("host", { command: "resume" });
  await host.until((view) => !view.paused);
  expect(host.view().remainingMs).toBeGreaterThan(280_000);
  expect(host.view().remainingMs).toBeLessThanOrEqual(300_000);
  await Promise.all([host.leave(), ada.leave()]);
});

test.each([-HOUR_MS, HOUR_MS])(
  "a trainer that works isn't taken to be dead by a clock that is set by %d",
  async (byMs) => {
    setClock(byMs);
    await web.stores.heartbeats.beat(MAIN_ARENA, "improve");
    const session = await web.createSession();
    const host = await web.host(session);
    await host.until((view) => view.learning.state === "improve");
    const health = await (await fetch(`http://127.0.0.1:${web.port}/health`)).json();
    expect(health.trainer).toEqual({ state: "improve", ageMs: expect.any(Number) });
    expect(health.trainer.ageMs).toBeLessThan(60_000);
    await web.stores.heartbeats.beat(MAIN_ARENA, "idle");
    await host.until((view) => view.learning.state === "idle");
    await host.leave();
  },
);
