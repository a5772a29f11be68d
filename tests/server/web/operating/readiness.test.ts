import { expect, test, vi } from "vitest";
import { type PartCheck, Readiness } from "../../../../server/web/operating/readiness.ts";
import {
  checkpointsCheck,
  redisCheck,
  storeChecks,
  trainingCheck,
} from "../../../../server/web/operating/web-readiness.ts";
import type { DiskState } from "../../../../server/web/routes/health-route.ts";
import type { TrainerState } from "../../../../shared/round/trainer-states.ts";

function readiness(needed: Record<string, PartCheck>, beside: Record<string, PartCheck> = {}) {
  const clock = { now: Date.parse("2026-11-30T08:00:00Z") };
  const log = { info: vi.fn(), warn: vi.fn() };
  const later = (ms: number) => (clock.now += ms);
  return { parts: new Readiness({ needed, beside }, () => clock.now, log, 100), later, log };
}

test("a problem is told since it was first seen, and the log says once that it began and that it ended", async () => {
  const says: { problem: string | null } = { problem: "It is away." };
  const { parts, later, log } = readiness({ redis: () => says.problem, postgres: () => null });
  const problem = { part: "redis", problem: "It is away.", since: "2026-11-30T08:00:00.000Z", blocks: true };
  expect(await parts.problems()).toEqual([problem]);
  later(60_000);
  says.problem = "It refuses the password.";
  expect(await parts.problems()).toEqual([{ ...problem, problem: "It refuses the password." }]);
  expect(log.warn).toHaveBeenCalledTimes(1);
  expect(await parts.gauge()).toEqual([
    { labels: { part: "redis" }, value: 0 },
    { labels: { part: "postgres" }, value: 1 },
  ]);
  later(60_000);
  says.problem = null;
  expect(await parts.problems()).toEqual([]);
  expect(log.info).toHaveBeenCalledTimes(1);
  later(60_000);
  says.problem = "It is away.";
  expect(await parts.problems()).toEqual([{ ...problem, since: "2026-11-30T08:03:00.000Z" }]);
});

test("however often it is asked, parts are asked once a second; a check that fails or never ends is a problem", async () => {
  const check = vi.fn(async () => null);
  const { parts, later } = readiness({
    postgres: check,
    redis: () => Promise.reject(new Error("redis://:secret@10.0.0.7 is away")),
    checkpoints: () => new Promise<null>(() => {}),
  });
  const asked = await Promise.all([parts.problems(), parts.problems(), parts.gauge()]);
  expect(check).toHaveBeenCalledTimes(1);
  expect(asked[0].map(({ part }) => part)).toEqual(["redis", "checkpoints"]);
  expect(JSON.stringify(asked)).not.toContain("secret");
  later(1_000);
  await parts.problems();
  expect(check).toHaveBeenCalledTimes(2);
});

const well = {
  healthy: async () => true,
  pendingMigrations: async () => 0,
  disk: async (): Promise<DiskState> => "ok",
};
test.each([
  ["postgres", { healthy: async () => false }],
  ["migrations", { pendingMigrations: async () => 2 }],
  ["disk", { disk: async (): Promise<DiskState> => "full" }],
  ["disk", { disk: async (): Promise<DiskState> => "unwritable" }],
])("what is wrong with %s is a problem of that part alone", async (part, changes) => {
  const { parts } = readiness(storeChecks({ ...well, votesOnDisk: true, ...changes }));
  expect((await parts.problems()).map((problem) => problem.part)).toEqual([part]);
  const all = readiness(storeChecks({ ...well, votesOnDisk: true }));
  expect(await all.parts.problems()).toEqual([]);
});

test("a full disk is no problem of readiness where the database is elsewhere", async () => {
  const { parts } = readiness(storeChecks({ ...well, votesOnDisk: false, disk: async () => "full" }));
  expect(await parts.problems()).toEqual([]);
});

/** A trainer's last words. */
const says = (last: { state: TrainerState; ageMs: number } | null) => ({
  last: async () => last && { ...last, progress: null, at: new Date(0) },
});

test("a bucket that the trainer alone can't use is told here, until the trainer does what needs the bucket", async () => {
  const beat: { state: TrainerState; ageMs: number } = { state: "idle", ageMs: 1_000 };
  const check = checkpointsCheck(
    { trouble: null },
    { last: async () => ({ ...beat, progress: null, at: new Date(0) }) },
  );
  const told = async (state: TrainerState, ageMs = 1_000) => {
    Object.assign(beat, { state, ageMs });
    return (await check()) !== null;
  };
  expect(await told("idle")).toBe(false);
  expect(await told("blocked")).toBe(true);
  expect(await told("refill")).toBe(true); // pools are filled all the while
  expect(await told("waiting")).toBe(true);
  expect(await told("improve")).toBe(false);
  expect(await told("refill")).toBe(false);
  expect(await told("blocked", 90_000)).toBe(false); // nobody knows how it stands now
});

test("a training engine that doesn't answer, or whose newest job came to nothing, is told here; a candidate that the gate rejected is no fault of it", async () => {
  type Job = Awaited<ReturnType<Parameters<typeof trainingCheck>[0]["list"]>>[number];
  const told = (job: Pick<Job, "state" | "problem"> | null) =>
    trainingCheck({ list: async () => (job === null ? [] : [job as Job]) }, says(null))();
  expect(await told(null)).toBeNull();
  expect(await told({ state: "running", problem: null })).toBeNull();
  expect(await told({ state: "queued", problem: "unreachable" })).toMatch(/doesn't answer/);
  expect(await told({ state: "failed", problem: "engine" })).toMatch(/came to nothing/);
  expect(await told({ state: "rejected", problem: "gate" })).toBeNull();
  const list = () => Promise.reject(new Error("the database is away"));
  expect(await trainingCheck({ list }, says(null))()).toBeNull();
  expect(await trainingCheck({ list }, says({ state: "blocked", ageMs: 1_000 }))()).toMatch(/can't be reached/);
  expect(await trainingCheck({ list }, says({ state: "blocked", ageMs: 90_000 }))()).toBeNull();
});

test("what games go on without is told, and blocks nobody", async () => {
  const { parts } = readiness(
    { postgres: () => null },
    { checkpoints: checkpointsCheck({ trouble: "s3://b: denied" }, says(null)) },
  );
  const problems = await parts.problems();
  expect(problems).toMatchObject([{ part: "checkpoints", blocks: false }]);
  expect(JSON.stringify(problems)).not.toContain("s3://");
  const well = readiness(
    {},
    { checkpoints: checkpointsCheck({ trouble: null }, says(null)), redis: redisCheck({ isWell: () => true }) },
  );
  expect(await well.parts.problems()).toEqual([]);
  const away = readiness({ redis: redisCheck({ isWell: () => false }) });
  expect(await away.parts.problems()).toMatchObject([{ part: "redis", blocks: true }]);
});
