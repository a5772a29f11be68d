import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Comparison } from "../../server/ports/learning.ts";
import type { EngineJob, JobMaterial, JobReport, TrainingEngine } from "../../server/ports/training-engine.ts";
import type { JobMethod } from "../../shared/protocol/training/training-jobs.ts";

const POLL_MS = 2_000;

/** A vote in texts. */
export interface TextVote {
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  readonly label: number;
}

/** What a job is trained from, of votes that no arena has. */
export const materialOf = (
  votes: readonly TextVote[],
  rest: Pick<JobMaterial, "base" | "adapter" | "prompts">,
): JobMaterial => ({
  ...rest,
  async *comparisons() {
    for (const { prompt, a, b, label } of votes)
      yield { prompt, a: { text: a }, b: { text: b }, label, bothBad: 0, turns: null } as Comparison;
  },
});

export function jobIn(parent: string, name: string, method: JobMethod): EngineJob {
  const folder = join(parent, name);
  return { id: name, arenaId: 1, engineJob: `${name}-1`, folder, out: join(folder, "out"), method, minutes: 30 };
}

/** Prepares and submits a job. */
export async function begin(engine: TrainingEngine, material: JobMaterial, job: EngineJob): Promise<void> {
  await mkdir(job.folder, { recursive: true });
  await engine.prepare(job, material);
  await engine.submit(job);
}

/**
 * Runs a job to its end, as a trainer does.
 * @throws Error with what the engine says, where it fails
 */
export async function runJob(
  engine: TrainingEngine,
  material: JobMaterial,
  { folder, name, method }: { readonly folder: string; readonly name: string; readonly method: JobMethod },
): Promise<EngineJob> {
  const job = jobIn(folder, name, method);
  const began = performance.now();
  await begin(engine, material, job);
  let report: JobReport;
  do {
    await sleep(POLL_MS);
    report = await engine.poll(job);
  } while (report.status === "queued" || report.status === "running");
  const seconds = ((performance.now() - began) / 1000).toFixed(0);
  if (report.status !== "succeeded") throw new Error(`${name}: ${report.status}: ${report.reason}\n${report.log}`);
  process.stdout.write(`${name}: ${engine.name} ${method} done in ${seconds} s\n`);
  return job;
}
