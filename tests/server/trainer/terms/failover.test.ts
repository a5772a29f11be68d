import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bucketCheckpoints } from "../../../../server/checkpoints/bucket-checkpoints.ts";
import { CheckpointFault } from "../../../../server/checkpoints/checkpoint-fault.ts";
import { openBucket } from "../../../../server/checkpoints/s3-bucket.ts";
import { parametersOf } from "../../../../server/ml/objectives/adamw.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { type S3Server, startS3 } from "../../../support/s3-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { fingerprint, withTinyCycles } from "../../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
let s3: S3Server;
const folders: { remove(): void }[] = [];
beforeEach(async () => {
  s3 = await startS3();
});
afterEach(async () => {
  await s3.close();
  for (const folder of folders.splice(0)) folder.remove();
});

/** A trainer on a computer of its own, whose data folder is empty unless it is another one's. */
async function trainerElsewhere(dataDir?: string) {
  const folder = dataDir === undefined ? temporaryFolder() : { path: dataDir, remove: () => {} };
  folders.push(folder);
  const clock = { now: 0 };
  const log = pino({ level: "silent" });
  const bucket = await openBucket(s3.config, 5);
  const checkpoints = bucketCheckpoints(bucket, folder.path, log, () => clock.now);
  const made = await tiny.newCycle({ dataDir: folder.path, checkpoints });
  return { ...made, checkpoints, clock, dataDir: folder.path, die: () => rmSync(folder.path, { recursive: true }) };
}
const state = async () => (await tiny.stores.heartbeats.last(arenaId))?.state;
const versions = () => tiny.stores.policies.list(arenaId);

test("a trainer on an empty data folder goes on from the newest version of one that died with its disk, with its votes and reward model", async () => {
  const first = await trainerElsewhere();
  await first.cycle.open();
  await tiny.playRound();
  await first.cycle.learn();
  await tiny.playRound();
  await first.cycle.learn();
  expect(await versions()).toMatchObject([{ version: 0 }, { version: 1 }, { version: 2, status: "promoted" }]);
  const trained = first.method.state();
  const restarted = await trainerElsewhere(first.dataDir);
  await restarted.cycle.open();
  first.die();

  const second = await trainerElsewhere();
  const began = performance.now();
  await second.cycle.open();
  expect(performance.now() - began).toBeLessThan(60_000);
  expect(fingerprint(parametersOf(second.method.state().policy))).toBe(fingerprint(parametersOf(trained.policy)));
  expect(second.method.state()).toEqual(trained); // moments, KL coefficient and iteration too
  expect(second.learner.comparisons).toBe(first.learner.comparisons);
  expect(second.learner.rewardModel()).toEqual(restarted.learner.rewardModel());
  await tiny.playRound();
  await second.cycle.learn();
  expect((await versions()).at(-1)).toMatchObject({ version: 3, parent: 2 });
  // It fetched what it needed: the first version, and the newest one.
  expect(readdirSync(join(second.dataDir, "policies"))).toHaveLength(3);
});

test("while nothing can be stored votes and pools go on, nothing is recorded, and then all of it is learnt from", async () => {
  const { cycle, clock, checkpoints, dataDir } = await trainerElsewhere();
  await cycle.open();
  await tiny.playRound();
  s3.misbehave(({ method }) => (method === "PUT" ? { status: 403, code: "AccessDenied" } : undefined));
  await expect(cycle.learn()).rejects.toThrow(CheckpointFault);
  await cycle.open(); // as after every failure
  expect(await state()).toBe("blocked");
  expect(checkpoints.trouble).toMatch(/reward-models.*AccessDenied/);
  expect(await versions()).toHaveLength(1);
  expect(await tiny.stores.rewardModels.newest(arenaId)).toBeNull();
  expect(readdirSync(join(dataDir, "policies"))).toHaveLength(1);

  await tiny.playRound();
  clock.now += 15_000;
  const asked = s3.requests.length;
  expect(await cycle.learn()).toBe(false);
  expect(s3.requests.slice(asked)).toEqual(["PUT probe"]); // denied, and no cycle is run in vain
  expect(await cycle.refill()).toBe(true);
  expect(await state()).toBe("blocked");

  s3.misbehave(null);
  expect(await cycle.learn()).toBe(false); // it isn't tried again yet
  clock.now += 30_000;
  expect(await cycle.learn()).toBe(true);
  expect(await state()).toBe("idle");
  const last = (await tiny.stores.comparisons.after(arenaId, 0, 1_000)).at(-1)!;
  expect(await versions()).toMatchObject([{ version: 0 }, { version: 1, status: "promoted", comparisonId: last.id }]);
});

test("a trainer whose version can't be fetched says that it is blocked, leaves nothing of it, and opens once it can", async () => {
  const first = await trainerElsewhere();
  await first.cycle.open();
  const second = await trainerElsewhere();
  s3.misbehave(({ key }) => (key.endsWith("model.safetensors") ? "truncate" : undefined));
  await expect(second.cycle.open()).rejects.toThrow(/model\.safetensors/);
  expect(await state()).toBe("blocked");
  mkdirSync(join(second.dataDir, "policies"), { recursive: true });
  expect(readdirSync(join(second.dataDir, "policies"))).toEqual([]);
  s3.misbehave(null);
  await second.cycle.open();
  expect(await state()).toBe("idle");
});
