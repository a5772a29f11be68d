import type { EngineName, JobMethod } from "../../../shared/protocol/training-jobs.ts";
import type { TrainingEngine } from "../../ports/training-engine.ts";
import type { TrainingConfig } from "../../training-config.ts";
import { freeBytes } from "./job-folder.ts";

/** Who trains an arena's candidates, and how much. */
export interface JobSettings {
  readonly engine: EngineName;
  readonly method: JobMethod;
  /** Comparisons that must have come since the last job. */
  readonly votes: number;
  /** Jobs of an arena in 24 hours. */
  readonly jobs: number;
  readonly minutes: number;
  /** What is given jobs; null where the trainer trains itself, or where the engine asks for its work. */
  readonly given: TrainingEngine | null;
  /** Between two questions to the engine, milliseconds. */
  readonly pollMs: number;
  /** After so long without an answer of the engine, in milliseconds, a job is lost. */
  readonly patienceMs: number;
  /** Bytes left on the disk of a folder. */
  readonly free: (folder: string) => Promise<number>;
}

const POLL_MS = 2_000;
const PATIENCE_MS = 5 * 60_000;

/** @param given what is given the jobs */
export const jobSettings = (
  { engine, method, votes, jobs, minutes }: TrainingConfig,
  given: TrainingEngine | null,
): JobSettings => ({
  ...{ engine, method, votes, jobs, minutes, given },
  ...{ pollMs: POLL_MS, patienceMs: PATIENCE_MS, free: freeBytes },
});
