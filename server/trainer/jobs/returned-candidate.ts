import { rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { CheckpointFault } from "../../checkpoints/checkpoint-fault.ts";
import type { MethodState } from "../../methods/method.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import { asParameters } from "../../ml/training/gradient-steps.ts";
import type { JobEvent, TrainingJob } from "../../ports/training-jobs.ts";
import { CandidateRefused, candidateSha256 } from "../folders/candidate-folders.ts";
import { folderName } from "../folders/prune-folders.ts";
import type { RewardQuality } from "../learner-contract.ts";
import type { PoolKeeper } from "../pool/keep-pool.ts";
import { putThroughGate } from "../promotion/promotion.ts";
import type { LineStanding, TrainingLine } from "../training-line.ts";

type Decision = Extract<JobEvent, { type: "promoted" | "rejected" }>;

/**
 * Puts what came back of a job through the gate, as any other candidate. One that was examined before a process was killed is not examined
 * again: the folder of its version ends with the job's id.
 * @param start the method's state at the starting model
 * @param lastRound the last closed round whose votes it was trained on
 */
export async function examineReturned(
  line: TrainingLine,
  job: TrainingJob,
  {
    standing,
    start,
    pool,
    quality,
    lastRound,
  }: {
    readonly standing: LineStanding;
    readonly start: MethodState;
    readonly pool: PoolKeeper;
    readonly quality: RewardQuality | null;
    readonly lastRound: string | null;
  },
): Promise<{ readonly standing: LineStanding; readonly decision: Decision }> {
  const known = await decisionOn(line, job);
  if (known !== null) return { standing, decision: known };
  let weights: NamedTensors;
  try {
    weights = await readReturned(line, job);
  } catch (error) {
    if (!(error instanceof CandidateRefused)) throw error;
    const { problem, message: reason } = error;
    line.log.warn({ job: job.id, reason }, "A candidate that came back was rejected");
    return { standing, decision: { type: "rejected", term: line.term, version: null, problem, reason } };
  }
  await line.enter();
  await line.method.restore({ ...start, policy: asParameters(weights) });
  const read = { seen: job.comparisonTo, lastRound };
  const next = await putThroughGate(
    { ...line, newId: () => folderName(line.term, job.id) },
    standing,
    pool,
    read,
    quality,
    null,
  );
  const decision = await decisionOn(line, job);
  if (decision === null) throw new Error(`The gate left no version of job ${job.id}`);
  return { standing: next, decision };
}

/** What the gate has said of a job's candidate; null before. */
async function decisionOn({ arenaId, stores, term }: TrainingLine, job: TrainingJob): Promise<Decision | null> {
  const versions = await stores.policies.list(arenaId);
  const made = versions.find(({ folder, status }) => folder.endsWith(job.id) && status !== "candidate");
  if (made === undefined) return null;
  const { version, status, reason } = made;
  return status === "rejected"
    ? { type: "rejected", term, version, problem: "gate", reason: reason ?? "" }
    : { type: "promoted", term, version };
}

/** @throws CandidateRefused */
async function readReturned(line: TrainingLine, { uri, sha256 }: TrainingJob): Promise<NamedTensors> {
  const folder = await folderOf(line, uri ?? "");
  try {
    const found = await candidateSha256(folder);
    if (found === sha256) return await line.folders.candidate(folder);
    const reason = `${folder}: the SHA-256 of its weights is ${found}, and not ${sha256}, as was said`;
    throw new CandidateRefused("checksum", reason);
  } finally {
    await rm(join(line.dataDir, FETCHED), { recursive: true, force: true }); // a bucket has it still
  }
}

/** Where engines put what they hand in from elsewhere, below CHECKPOINT_URL. */
const FETCHED = "candidates";
const HANDED_IN = new RegExp(`^${FETCHED}/[\\w-][\\w.-]{0,100}$`);

/** A folder is a path, below DATA_DIR unless it's absolute, a file: address, or one of the bucket. */
async function folderOf({ checkpoints, dataDir }: TrainingLine, uri: string): Promise<string> {
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri)) return isAbsolute(uri) ? uri : join(dataDir, uri);
  if (URL.parse(uri)?.protocol === "file:") return fileURLToPath(uri);
  const { place } = checkpoints;
  const folder = place !== null && uri.startsWith(place) ? uri.slice(place.length) : null;
  if (folder === null || !HANDED_IN.test(folder)) {
    const inBucket = place === null ? "" : `, or ${place}${FETCHED}/NAME`;
    throw new CandidateRefused("unreadable", `${uri}: it can't be read. Hand in the path of a folder${inBucket}`);
  }
  try {
    return await checkpoints.at(folder);
  } catch (error) {
    if (!(error instanceof CheckpointFault) || error.isPassing) throw error; // the bucket is away: it is asked again
    throw new CandidateRefused("unreadable", error.message);
  }
}
