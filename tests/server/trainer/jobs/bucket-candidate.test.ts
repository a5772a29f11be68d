import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bucketCheckpoints } from "../../../../server/checkpoints/bucket-checkpoints.ts";
import { openBucket } from "../../../../server/checkpoints/s3-bucket.ts";
import { readConfig } from "../../../../server/config.ts";
import { writeCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { candidateSha256 } from "../../../../server/trainer/folders/candidate-folders.ts";
import { jobSettings } from "../../../../server/trainer/jobs/job-settings.ts";
import type { TrainingCycle } from "../../../../server/trainer/training-cycle.ts";
import { type S3Server, startS3 } from "../../../support/s3-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { withTinyCycles } from "../../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const CONFIG = readConfig({ TRAINING_ENGINE: "http", TRAINING_TOKEN: "a-long-random-word", TRAINING_VOTES: "20" });
const log = pino({ level: "silent" });

let s3: S3Server;
let elsewhere: ReturnType<typeof temporaryFolder>;
/** Of the candidate that lies in the bucket as candidates/one. */
let sha256: string;
let cycle: TrainingCycle;
/** A bucket that is ill is asked again only after a while. */
const clock = { now: 0 };

const inBucket = async (dataDir: string) =>
  bucketCheckpoints(await openBucket(s3.config, 1), dataDir, log, () => clock.now);

beforeAll(async () => {
  s3 = await startS3();
  elsewhere = temporaryFolder();
});
afterAll(async () => {
  elsewhere.remove();
  await s3.close();
});
beforeEach(async () => {
  s3.misbehave(null);
  const checkpoints = await inBucket(tiny.root);
  const opened = await tiny.newCycle({ training: jobSettings(CONFIG.training, null), checkpoints });
  cycle = opened.cycle;
  // A program on another machine hands in the starting model itself, which the gate lets through.
  const folder = join(elsewhere.path, "candidates", "one");
  await mkdir(join(elsewhere.path, "candidates"), { recursive: true });
  await writeCheckpoint(folder, tiny.start, opened.line.folders.startFolder);
  await (await inBucket(elsewhere.path)).keep("candidates/one");
  sha256 = await candidateSha256(folder);
  await cycle.open();
});

/** A round is played, and its job's candidate handed in as lying there; what becomes of it. */
async function handedIn(uri: string, given: { readonly sha256?: string } = {}) {
  await tiny.playRound();
  await cycle.learn();
  const [job] = await tiny.stores.trainingJobs.list(arenaId, 1);
  if (job === undefined) throw new Error("No job was made");
  const { term, parent, comparisonTo: comparisonId } = job;
  const event = { type: "handedIn", arenaId, term, parent, comparisonId, uri, sha256, ...given } as const;
  expect((await tiny.stores.trainingJobs.change(job.id, event))?.refused).toBeNull();
  await cycle.learn().catch(() => {}); // a bucket that is away fails a step, and is asked again
  return (await tiny.stores.trainingJobs.byId(job.id))!;
}

test("what is no candidate is rejected, and the job says why", async () => {
  const whole = "s3://games/thumbwar/candidates/one";
  const wrong = {
    anotherBucket: [
      "s3://others/thumbwar/candidates/one",
      "unreadable",
      "Hand in the path of a folder, or s3://games/thumbwar/candidates/NAME",
    ],
    versionsFolder: ["s3://games/thumbwar/policies/t1-x", "unreadable", "candidates/NAME"],
    wayOut: ["s3://games/thumbwar/candidates/../policies", "unreadable", "candidates/NAME"],
    notThere: ["s3://games/thumbwar/candidates/two", "unreadable", "candidates/two is neither in"],
    otherWeights: [whole, "checksum", `and not ${"0".repeat(64)}`],
  } as const;
  for (const [what, [uri, problem, reason]] of Object.entries(wrong)) {
    const job = await handedIn(uri, uri === whole ? { sha256: "0".repeat(64) } : {});
    expect(job, what).toMatchObject({ state: "rejected", problem, reason: expect.stringContaining(reason) });
  }
});

test("a candidate is fetched, examined and promoted, and the copy of it goes; a bucket that cuts files short is asked again, and what it denies is told", async () => {
  s3.misbehave(({ method, key }) => (method === "GET" && key.endsWith("model.safetensors") ? "truncate" : undefined));
  const job = await handedIn("s3://games/thumbwar/candidates/one");
  expect(job.state).toBe("gated");
  s3.misbehave(null);
  await expect
    .poll(async () => {
      clock.now += 30_000;
      await cycle.learn().catch(() => {});
      return (await tiny.stores.trainingJobs.byId(job.id))?.state;
    })
    .toBe("promoted");
  expect(existsSync(join(tiny.root, "candidates"))).toBe(false);

  s3.misbehave(({ method, key }) =>
    method === "GET" && key.startsWith("candidates/") ? { status: 403, code: "AccessDenied" } : undefined,
  );
  const denied = await handedIn("s3://games/thumbwar/candidates/one");
  expect(denied).toMatchObject({ state: "rejected", reason: expect.stringContaining("give this key the rights") });
});
