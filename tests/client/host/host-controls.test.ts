import { expect, test } from "vitest";
import { hostCommands } from "../../../client/host/host-controls.ts";
import type { Pace } from "../../../shared/round/settings.ts";
import type { PhaseName } from "../../../shared/round/view.ts";

const view = (phase: PhaseName, { paused = false, pace = "timer" as Pace } = {}) => ({
  ...{ phase, paused, pace, rounds: 2 },
  players: new Map(),
});

test("the host starts only with players, and can't skip the dealing", () => {
  expect(hostCommands(view("lobby")).start).toEqual({ shown: true, enabled: false });
  expect(hostCommands(view("dealing")).skip).toEqual({ shown: true, enabled: false });
  expect(hostCommands(view("rapid", { paused: true }))).toMatchObject({
    pause: { shown: false },
    resume: { shown: true },
  });
  expect(hostCommands(view("finished"))).toMatchObject({ end: { shown: false }, skip: { shown: false } });
});

test("who presses Next adds no time, and a session without an end is never ended", () => {
  expect(hostCommands(view("rapid")).extend.shown).toBe(true);
  expect(hostCommands(view("rapid", { pace: "host" }))).toMatchObject({
    extend: { shown: false },
    skip: { shown: true, enabled: true },
  });
  expect(hostCommands({ ...view("rapid"), rounds: 0 }).end.shown).toBe(false);
});
