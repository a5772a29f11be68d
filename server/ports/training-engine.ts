import type { JobMethod, TrainingEngineName } from "../../shared/protocol/training/training-jobs.ts";
import type { ArenaId } from "./arena.ts";
import type { Comparison } from "./learning.ts";

/** A job as its engine is given it. */
export interface EngineJob {
  /** UUID. */
  readonly id: string;
  readonly arenaId: ArenaId;
  /**
   * By what the engine is to call it, no other job or attempt having the same name: letters, digits and hyphens. It is chosen and stored before
   * the job is submitted, so that a trainer that was killed in between can ask for it; the same name is never submitted twice (ray#31356).
   */
  readonly engineJob: string;
  /** Absolute, `DATA_DIR/jobs/ID`: what an engine reads and writes lies below it, and is removed once the job is done. */
  readonly folder: string;
  /** Absolute, `out` in that folder: where the checkpoint is to lie when the job has succeeded, an adapter in PEFT's layout or a whole model. */
  readonly out: string;
  readonly method: JobMethod;
  /** After so many minutes it's cancelled. */
  readonly minutes: number;
}

/** What a job is trained from. */
export interface JobMaterial {
  /** Absolute folder of the model that the arena started from, in Hugging Face layout. It is only read. */
  readonly base: string;
  /** The adapter that a candidate is to be; null where it is to be a whole model. An arena takes no other kind. */
  readonly adapter: {
    readonly rank: number;
    readonly alpha: number;
    readonly targets: readonly string[];
    /** The first block that it adds to; all blocks unless given. */
    readonly firstLayer?: number;
  } | null;
  /** Prompts that may be trained on. */
  readonly prompts: readonly string[];
  /** The comparisons that a policy may learn from, in the order of their ids. */
  comparisons(): AsyncIterable<Comparison>;
}

/** What an engine says of a job. */
export interface JobReport {
  /** Lost: the engine doesn't know it, or what ran it is gone, and nobody can say that it failed by itself. It's submitted once more then. */
  readonly status: "queued" | "running" | "succeeded" | "failed" | "lost";
  /** Share of the work that is done, 0-1; null where it isn't known. */
  readonly progress: number | null;
  /** The last lines that it wrote, without secrets; 4,000 signs are kept. */
  readonly log: string;
  /** Why it failed or was lost, in a sentence; null where the engine doesn't say. */
  readonly reason: string | null;
}

/**
 * What trains candidates outside of the trainer and is given jobs; `http` asks for them itself. Whatever it can't do it throws, in a sentence for hosts,
 * within half a minute.
 */
export interface TrainingEngine {
  readonly name: Exclude<TrainingEngineName, "tfjs" | "http">;
  /** Writes what the engine reads, below the job's folder, which is there and empty. */
  prepare(job: EngineJob, material: JobMaterial): Promise<void>;
  /** Starts a prepared job. */
  submit(job: EngineJob): Promise<void>;
  /** Also of a job that was submitted before this process began. */
  poll(job: EngineJob): Promise<JobReport>;
  /** Stops a job, and whatever it started; a job that is over or unknown is no error. */
  cancel(job: EngineJob): Promise<void>;
}
