import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { TermOver } from "../../../../server/ports/trainer-terms.ts";
import type { TrainingJob } from "../../../../server/ports/training-jobs.ts";
import { jobsBoard } from "../../../../server/web/spectators/lab.ts";
import { withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const add = (arenaId = MAIN_ARENA): Promise<TrainingJob | null> =>
  opened.stores.trainingJobs.add({
    ...{ id: randomUUID(), arenaId, engine: "ray", method: "dpo", term: 1, parent: 0, comparisonTo: 40 },
  });

test("an arena has one job at a time, whoever asks for one, and every arena its own", async () => {
  const { stores } = opened;
  const asked = await Promise.all(Array.from({ length: 5 }, () => add()));
  expect(asked.filter((job) => job !== null)).toHaveLength(1);
  const other = await stores.arenas.create({ name: "other", title: "Other" });
  expect(await add(other!.arena.id)).not.toBeNull();
  const [job] = await stores.trainingJobs.pending(MAIN_ARENA);
  await stores.trainingJobs.change(job!.id, { type: "cancelled", problem: "host", reason: "A host cancelled it" });
  expect(await add()).not.toBeNull();
  expect(await stores.trainingJobs.today(MAIN_ARENA)).toBe(2);
  expect((await stores.trainingJobs.pending(MAIN_ARENA)).map(({ state }) => state).sort()).toEqual([
    "cancelled",
    "queued",
  ]);
  expect((await stores.trainingJobs.kept()).size).toBe(3);
});

test("an arena whose job waits for something is one that the trainer has something to do for", async () => {
  const { stores } = opened;
  const { arena } = (await stores.arenas.create({ name: "other", title: "Other" }))!;
  const wanted = async () => (await stores.arenas.needs()).map(({ arenaId }) => arenaId);
  await stores.policies.add({
    ...{ arenaId: arena.id, parent: null, status: "promoted", folder: "policies/0", reason: null, metrics: {} },
    ...{ comparisonId: 0, trainedOnRound: null },
  });
  expect(await wanted()).not.toContain(arena.id);
  const { id } = (await add(arena.id))!;
  expect(await wanted()).toContain(arena.id);
  await stores.trainingJobs.change(id, { type: "cancelled", problem: "host", reason: "A host cancelled it" });
  await stores.trainingJobs.change(id, { type: "cleared" });
  expect(await wanted()).not.toContain(arena.id);
});

test("of many candidates that are handed in at once one is taken; the others are recorded, and everybody hears of it", async () => {
  const { stores } = opened;
  const heard: string[] = [];
  const stop = await stores.bus.listen(
    ({ type }) => heard.push(type),
    () => {},
  );
  const { id } = (await add())!;
  const given = { arenaId: MAIN_ARENA, term: 1, parent: 0, comparisonId: 40, uri: "/x", sha256: "ab" };
  const answers = await Promise.all(
    Array.from({ length: 4 }, () => stores.trainingJobs.change(id, { type: "handedIn", ...given })),
  );
  expect(answers.filter((answer) => answer?.refused === null)).toHaveLength(1);
  const job = (await stores.trainingJobs.byId(id))!;
  expect(job.refusals.map(({ problem }) => problem)).toEqual(["duplicate", "duplicate", "duplicate"]);
  await expect.poll(() => heard.filter((type) => type === "training_job").length).toBeGreaterThan(1);
  await stop();
  const board = await jobsBoard(stores.trainingJobs, MAIN_ARENA, { engine: "ray", jobs: 3 });
  expect(board).toMatchObject({
    engine: "ray",
    left: 2,
    jobs: [{ id, state: "gated", refused: job.refusals.map(({ problem }) => problem) }],
  });
  expect(JSON.stringify(board)).not.toContain("/x"); // the lab is open to all
  expect(await stores.trainingJobs.change(randomUUID(), { type: "taken" })).toBeNull();
  expect(await stores.trainingJobs.change("1; drop table", { type: "taken" })).toBeNull();
});

test("a trainer whose term is over stores nothing about a job", async () => {
  const { stores } = opened;
  const first = (await stores.electTrainer())!;
  await first.release();
  const second = (await stores.electTrainer())!;
  await second.release();
  const { id } = (await add())!;
  const late = stores.inTerm(first.term).trainingJobs;
  await expect(late.change(id, { type: "submitting", term: 1, engineJob: "x" })).rejects.toThrow(TermOver);
  expect(await stores.trainingJobs.byId(id)).toMatchObject({ state: "queued", attempts: 0 });
});
