import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { EndpointError } from "../../../server/external/endpoint/endpoint-error.ts";
import { openPanel, type Place } from "../../../server/external/panel.ts";
import { type Job, openWorker } from "../../../server/external/worker.ts";

const ENOUGH_MS = 5_000;

/** A world whose clock stands still, and what was logged in it. */
function world() {
  const logged: string[] = [];
  const log = {
    info: (_: object, message: string) => void logged.push(message),
    warn: (_: object, message: string) => void logged.push(message),
  };
  const context = { log, clock: 0, now: () => context.clock, wallNow: () => context.clock };
  return { logged, context };
}

/** A third kind of outside model: it doubles numbers, from 1 on. */
function doubler(ask: (task: number) => Promise<number>) {
  const kept: number[] = [];
  const rooms: number[] = [];
  const announced: (string | null)[] = [];
  let calls = 0;
  const job: Job<number, number> = {
    ...{ title: "The doubler", name: "twice", lanes: 2 },
    async find(room, underWay) {
      rooms.push(room);
      const open = [1, 2, 3].filter((task) => !kept.includes(2 * task) && !underWay.includes(task));
      return open.slice(0, room);
    },
    async ask(task) {
      calls++;
      await sleep(1); // an answer takes its time
      return ask(task);
    },
    async keep(_, reply) {
      kept.push(reply);
      return true;
    },
    spent: () => ({ calls, tokens: 0 }),
    announce: async (paused) => void announced.push(paused),
  };
  return { job, kept, rooms, announced };
}

test("a job of any kind is done side by side, and announced with what it cost", async () => {
  const { context } = world();
  const { job, kept, announced } = doubler(async (task) => 2 * task);
  const worker = openWorker(job, context);
  await worker.step(ENOUGH_MS);
  expect(kept.sort()).toEqual([2, 4, 6]);
  expect(new Set(announced)).toEqual(new Set([null]));
});

test("while it pauses it is asked nothing, and its job finds room for nothing", async () => {
  const { context, logged } = world();
  let isDown = true;
  const { job, kept, rooms, announced } = doubler(async (task) => {
    if (isDown) throw new EndpointError("busy", "Not now.");
    return 2 * task;
  });
  const worker = openWorker(job, context);
  await worker.step(ENOUGH_MS);
  await expect.poll(() => announced).toEqual([null, "busy", "busy"]);
  expect(logged).toEqual(["The doubler pauses. Not now."]);
  rooms.length = 0;
  await worker.step(ENOUGH_MS);
  expect(rooms).toEqual([0]);
  isDown = false;
  context.clock += 15_000;
  await worker.step(ENOUGH_MS);
  expect(kept.sort()).toEqual([2, 4, 6]);
  expect(announced.at(-1)).toBeNull();
  expect(logged.at(-1)).toBe("The doubler is back");
});

test("a first announcement that could not be stored is tried again", async () => {
  const { context } = world();
  const { job, kept } = doubler(async (task) => 2 * task);
  let tries = 0;
  const announce = async () => {
    if (tries++ === 0) throw new Error("the database is away");
  };
  const worker = openWorker({ ...job, announce }, context);
  await expect(worker.step(ENOUGH_MS)).rejects.toThrow("the database is away");
  expect(kept).toEqual([]);
  await worker.step(ENOUGH_MS);
  expect(kept).toHaveLength(3);
});

/** A panel of a kind whose models can't be opened before `opensAt`. */
function panelOf(reopenMs: number | null, opensAt: number, places: () => readonly Place[]) {
  const { context, logged } = world();
  const events: string[] = [];
  const panel = openPanel(
    {
      ...{ kind: "A doubler", reopenMs },
      places: async () => places(),
      onChanged: async (named) => void events.push(`changed to ${named.map(({ name }) => name)}`),
      async open({ name }) {
        if (context.clock < opensAt) throw new Error("Set DOUBLER_URL.");
        events.push(`opened ${name}`);
        return { step: async () => {}, stop: async () => void events.push(`stopped ${name}`) };
      },
      storeUnset: async ({ name }, until) => void events.push(`unset ${name} until ${until?.getTime() ?? "others"}`),
    },
    context,
  );
  return { panel, context, events, logged };
}

test("a model that can't be opened is tried again after a while, and logged once", async () => {
  const { panel, context, events, logged } = panelOf(30_000, 50_000, () => [{ name: "a", share: 0.5 }]);
  for (const clock of [0, 10_000, 30_000, 60_000, 90_000]) {
    context.clock = clock;
    await panel.step(0);
  }
  expect(events.filter((event) => !event.startsWith("changed"))).toEqual([
    "unset a until 30000",
    "unset a until 60000",
    "opened a",
  ]);
  expect(logged).toEqual(["A doubler could not be opened. Set DOUBLER_URL.", "A doubler takes its place"]);
});

test("a panel follows its settings: who is named no more is stopped first", async () => {
  let places: readonly Place[] = [{ name: "a", share: 0.5 }];
  const { panel, events } = panelOf(null, 0, () => places);
  await panel.step(0);
  await panel.step(0);
  places = [{ name: "b", share: 0.5 }];
  await panel.step(0);
  await panel.stop();
  expect(events).toEqual(["changed to a", "opened a", "stopped a", "changed to b", "opened b", "stopped b"]);
});
