import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bucketCheckpoints } from "../../../../server/checkpoints/bucket-checkpoints.ts";
import { CheckpointFault } from "../../../../server/checkpoints/checkpoint-fault.ts";
import { openBucket } from "../../../../server/checkpoints/s3-bucket.ts";
import { writeRandomLlama } from "../../../../server/experiments/bench/random-llama.ts";
import { parametersOf } from "../../../../server/ml/objectives/adamw.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import {
  type Adoption,
  BASE_MODEL,
  fetchAdopted,
  fetchAdoptedOnce,
  fingerprint,
  readAdoption,
  storeAdoption,
} from "../../../../server/trainer/start/adoption.ts";
import { openAdoptedModel } from "../../../../server/trainer/start/open-adopted-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { type S3Server, startS3 } from "../../../support/s3-server.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { fingerprint as fingerprintOf, withTinyCycles } from "../../../support/tiny-cycles.ts";
import { TINY } from "../../../support/tiny-model.ts";

const tiny = withTinyCycles();
let s3: S3Server;
let adopter: ReturnType<typeof temporaryFolder>;
let other: ReturnType<typeof temporaryFolder>;
const silent = pino({ level: "silent" });
const inBucket = async (dataDir: string) => bucketCheckpoints(await openBucket(s3.config, 5), dataDir, silent, () => 0);
const signal = AbortSignal.any([]);
const ADAPTED = { rank: 4, alpha: 8, targets: ["q_proj", "v_proj"] } as const;

beforeEach(async () => {
  s3 = await startS3();
  [adopter, other] = [temporaryFolder(), temporaryFolder()];
});
afterEach(async () => {
  await s3.close();
  adopter.remove();
  other.remove();
});

/** A model of the user's, adopted on one computer and shared. */
async function adopt(): Promise<Adoption> {
  const folder = join(adopter.path, "model");
  await writeRandomLlama(folder, { ...TINY, vocabSize: 300, context: 128 }, seeded(1));
  const adoption = { sha256: await fingerprint(folder), ...ADAPTED, name: "mine" };
  await storeAdoption(folder, adopter.path, adoption);
  await (await inBucket(adopter.path)).share(BASE_MODEL);
  return adoption;
}

test("a model that was adopted on one computer begins on another, weights, tokenizer and all", async () => {
  const adoption = await adopt();
  await fetchAdopted(await inBucket(other.path), other.path, silent, signal);
  expect(await readAdoption(other.path)).toEqual(adoption);
  expect(await fingerprint(join(other.path, BASE_MODEL))).toBe(adoption.sha256);
  const model = await openAdoptedModel(join(other.path, BASE_MODEL));
  expect(model.start).toEqual((await openAdoptedModel(join(adopter.path, BASE_MODEL))).start);
  expect(model.tokenizer.encodePrompt("Why?").length).toBeGreaterThan(0);
  // It is fetched once, and sharing again sends nothing.
  s3.requests.length = 0;
  await fetchAdopted(await inBucket(other.path), other.path, silent, signal);
  await (await inBucket(other.path)).share(BASE_MODEL);
  expect(s3.requests).toEqual(["GET base-model/manifest.json"]);
});

test("without one in the bucket the pocket model plays; while the bucket can't be reached nothing begins", async () => {
  await fetchAdopted(await inBucket(other.path), other.path, silent, signal);
  expect(await readdir(other.path)).toEqual([]);
  await adopt();
  s3.misbehave(() => ({ status: 403, code: "AccessDenied" }));
  const checkpoints = await inBucket(other.path);
  await expect(fetchAdoptedOnce(checkpoints, other.path)).rejects.toThrow(CheckpointFault);
  const said: string[] = [];
  const waiting = new AbortController();
  const log = {
    error(message: string) {
      said.push(message);
      waiting.abort(new Error("told to stop"));
    },
  };
  await expect(fetchAdopted(checkpoints, other.path, log, waiting.signal)).rejects.toThrow(/told to stop|aborted/);
  expect(said).toEqual([expect.stringMatching(/AccessDenied.*Whether a model was adopted isn't known before/)]);
  expect(await readdir(other.path)).toEqual([]);
});

test("a base that can't be stored stays where it is", async () => {
  s3.misbehave(() => ({ status: 507, code: "QuotaExceeded" }));
  await expect(adopt()).rejects.toThrow(/the store is full/);
  expect(await readAdoption(adopter.path)).not.toBeNull();
});

test("adapters go on from where another computer left them", async () => {
  const adoption: Adoption = { sha256: "a".repeat(64), ...ADAPTED, targets: [...ADAPTED.targets] };
  const begin = async (dataDir: string) =>
    tiny.newCycle({ dataDir, checkpoints: await inBucket(dataDir) }, undefined, adoption);
  const first = await begin(adopter.path);
  await first.cycle.open();
  await tiny.playRound();
  await first.cycle.learn();
  expect(await tiny.stores.policies.newest(MAIN_ARENA)).toMatchObject({ version: 1 });
  const second = await begin(other.path);
  await second.cycle.open();
  const policyOf = ({ policy }: ReturnType<typeof second.method.state>) => fingerprintOf(parametersOf(policy));
  expect(policyOf(second.method.state())).toBe(policyOf(first.method.state()));
});
