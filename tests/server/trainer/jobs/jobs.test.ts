import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readConfig } from "../../../../server/config.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import type { TrainingJob } from "../../../../server/ports/training-jobs.ts";
import { type JobSettings, jobSettings } from "../../../../server/trainer/jobs/job-settings.ts";
import type { TrainingCycle } from "../../../../server/trainer/training-cycle.ts";
import { type ProcessEngine, processEngine } from "../../../support/process-engine.ts";
import { withTinyCycles } from "../../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const CONFIG = readConfig({ TRAINING_ENGINE: "trl", TRAINING_VOTES: "20" }).training;
let engine: ProcessEngine;
let cycle: TrainingCycle;

beforeEach(() => {
  engine = processEngine();
});
afterEach(() => engine.stop());

/** A trainer whose candidates this engine makes, in a term of its own, which ends that of the one before. */
async function openCycle(change: Partial<JobSettings> = {}): Promise<TrainingCycle> {
  const training = { ...jobSettings(CONFIG, engine), pollMs: 0, ...change };
  const { term, release } = (await tiny.stores.electTrainer())!;
  await release();
  ({ cycle } = await tiny.newCycle({ training, term, stores: tiny.stores.inTerm(term) }));
  await cycle.open();
  return cycle;
}

const newestJob = async () => (await tiny.stores.trainingJobs.list(arenaId, 1))[0];
/** Has the trainer look at its job until nothing is left to do about it. */
async function untilOver(): Promise<TrainingJob> {
  await expect
    .poll(async () => {
      await cycle.learn();
      return (await newestJob())?.cleared;
    })
    .toBe(true);
  return (await newestJob())!;
}
const newest = async () => (await tiny.stores.policies.newest(arenaId))!;
const jobFolders = () => {
  const folder = join(tiny.root, "jobs");
  return existsSync(folder) ? readdirSync(folder) : [];
};

/** The trainer's job, after it has looked at it once more. */
async function looked(): Promise<TrainingJob | undefined> {
  await cycle.learn();
  return newestJob();
}

/** A round is played, and the trainer learns of it. */
async function vote(): Promise<void> {
  await tiny.playRound();
  expect(await cycle.learn()).toBe(true);
}
const submitted = () => engine.asked.filter((what) => what.startsWith("submit"));

describe("an arena whose candidates an engine makes", () => {
  test("has a job of all comparisons, and what comes back is promoted through the same gate; nothing of the job is left", async () => {
    await openCycle();
    await vote();
    expect(await newestJob()).toMatchObject({ state: "queued", parent: 0, term: 1, method: "dpo", attempts: 0 });
    expect((await newest()).version).toBe(0); // nothing is trained meanwhile
    const job = await untilOver();
    expect(job).toMatchObject({ state: "promoted", version: 1, attempts: 1, problem: null });
    expect(job.log).toContain("done");
    const version = await newest();
    expect(version).toMatchObject({ version: 1, parent: 0, method: null, comparisonId: job.comparisonTo });
    expect(version.metrics.rewardGain).toBeGreaterThan(0);
    expect(jobFolders()).toEqual([]);
    expect(submitted()).toHaveLength(1);

    // A few votes more are no reason for another job.
    await tiny.playRound(10);
    await cycle.learn();
    expect(await newestJob()).toEqual(job);
  });

  test("takes an adapter to its starting model as well, and refuses what can't be a version, each for its own reason", async () => {
    await openCycle();
    const ends = {
      adapter: { state: "promoted", version: 1 },
      degenerate: { state: "rejected", problem: "gate", version: 2 },
      notNumbers: { state: "rejected", problem: "numbers", version: null },
      otherBase: { state: "rejected", problem: "base", version: null },
      crash: { state: "failed", problem: "engine", reason: "Error: the GPU ran out of memory" },
      nothing: { state: "failed", problem: "unreadable" },
    };
    for (const [way, end] of Object.entries(ends)) {
      engine.way = way;
      await vote();
      expect(await untilOver(), way).toMatchObject(end);
    }
    const reasons = (await tiny.stores.trainingJobs.list(arenaId, 10)).flatMap(({ reason }) => reason ?? []);
    expect(new Set(reasons).size).toBe(5);
    expect((await newest()).version).toBe(1);
    expect(jobFolders()).toEqual([]);
  });
});

describe("a job that goes wrong", () => {
  test("is submitted once more when its engine has lost it, under another name, and not a third time", async () => {
    engine.way = "endless";
    await openCycle();
    await vote();
    await expect.poll(looked).toMatchObject({ state: "running", progress: 0.5 });
    engine.restart();
    await expect.poll(looked).toMatchObject({ state: "running", attempts: 2 });
    engine.restart();
    expect(await untilOver()).toMatchObject({ state: "failed", problem: "lost", attempts: 2 });
    expect(submitted()).toEqual(["submit 1", "submit 2"]);
  });

  test("is told to be waiting for an engine that answers 500, and has failed when that goes on", async () => {
    engine.fault = "HTTP 500: Internal Server Error";
    await openCycle({ patienceMs: Number.POSITIVE_INFINITY });
    await vote();
    await expect
      .poll(looked)
      .toMatchObject({ state: "queued", problem: "unreachable", reason: expect.stringContaining("HTTP 500") });
    // The next trainer has no patience left.
    await openCycle({ patienceMs: 0 });
    const job = await untilOver();
    expect(job).toMatchObject({ state: "failed", problem: "lost", term: 2 });
    expect(job.reason).toContain("HTTP 500");
    await tiny.playRound(); // and the game goes on
    expect(await cycle.learn()).toBe(true);
  });

  test("is stopped when it takes too long, when a host says so, and when another engine is chosen", async () => {
    engine.way = "endless";
    await openCycle();
    const start = async () => {
      await vote();
      await expect.poll(looked).toMatchObject({ state: "running" });
      return (await newestJob())!;
    };
    const { id } = await start();
    await tiny.stores.trainingJobs.change(id, { type: "cancelled", problem: "host", reason: "A host cancelled it" });
    expect(await untilOver()).toMatchObject({ state: "cancelled", problem: "host" });
    await start();
    await openCycle({ minutes: 0 });
    expect(await untilOver()).toMatchObject({ state: "cancelled", problem: "minutes" });
    await openCycle();
    await start();
    await openCycle({ engine: "tfjs", given: null });
    expect(await untilOver()).toMatchObject({ state: "cancelled", problem: "changed" });
    expect(engine.asked.filter((what) => what.startsWith("cancel"))).toHaveLength(2); // the trainer's own training knows no engine
  });

  test("isn't begun without room on the disk, and is stopped when that is nearly full", async () => {
    let left = 100e6;
    const free = async () => left;
    await openCycle({ free });
    await vote();
    expect(await untilOver()).toMatchObject({ state: "failed", problem: "disk", attempts: 0 });
    left = 100e9;
    engine.way = "endless";
    await vote();
    await expect.poll(looked).toMatchObject({ state: "running" });
    left = 100e6;
    expect(await untilOver()).toMatchObject({ state: "failed", problem: "disk", attempts: 1 });
    expect(jobFolders()).toEqual([]);
  });
});

test("an arena has no more jobs a day than its budget allows", async () => {
  await openCycle({ jobs: 1 });
  engine.way = "crash";
  await vote();
  const job = await untilOver();
  await vote();
  expect(await newestJob()).toEqual(job);
});

test("a trainer that takes over goes on with the job; the one before it has no say any more", async () => {
  const before = await openCycle();
  await vote();
  await before.learn();
  await openCycle();
  const job = await untilOver();
  expect(job).toMatchObject({ state: "promoted", term: 2, attempts: 1 });
  await expect(before.learn()).rejects.toThrow(TermOver);
  expect(await newestJob()).toEqual(job);
});

test("a candidate that was examined before its trainer was killed isn't examined again", async () => {
  const { trainingJobs } = tiny.stores;
  const isKilled: typeof trainingJobs.change = (id, event) =>
    event.type === "promoted" ? Promise.reject(new Error("killed")) : trainingJobs.change(id, event);
  const stores = { ...tiny.stores, trainingJobs: { ...trainingJobs, change: isKilled } };
  ({ cycle } = await tiny.newCycle({ training: { ...jobSettings(CONFIG, engine), pollMs: 0 }, stores }));
  await cycle.open();
  await vote();
  await expect
    .poll(async () => {
      const failed = await cycle.learn().catch((error: Error) => error.message);
      return [failed, (await newestJob())?.reason];
    })
    .toEqual(["killed", null]);
  expect(await newestJob()).toMatchObject({ state: "gated" });
  await openCycle();
  expect(await untilOver()).toMatchObject({ state: "promoted", version: 1 });
  expect((await tiny.stores.policies.list(arenaId)).map(({ version }) => version)).toEqual([0, 1]);
});
