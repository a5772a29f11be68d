import type { JobMethod, TrainingEngineName } from "../../../shared/protocol/training/training-jobs.ts";
import type { Config } from "../../config.ts";
import type { TrainingEngine } from "../../ports/training-engine.ts";
import type { TrainingConfig } from "../../training-config.ts";
import { jobBucket } from "../engines/job-bucket.ts";
import { rayEngine } from "../engines/ray-engine.ts";
import { trlEngine } from "../engines/trl-engine.ts";
import { freeBytes } from "./job-folder.ts";

/** Who trains an arena's candidates, and how much. */
export interface JobSettings {
  readonly engine: TrainingEngineName;
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

type Settings = Pick<Config, "training" | "trl" | "checkpoints">;
type Opened = (config: Settings, environment: NodeJS.ProcessEnv) => TrainingEngine | Promise<TrainingEngine>;

/** How each engine is opened; null: the trainer trains itself, or the engine asks for its work over HTTP. */
const ENGINES: Readonly<Record<TrainingEngineName, Opened | null>> = {
  tfjs: null,
  trl: ({ trl }, environment) => trlEngine(trl, environment),
  async ray({ training, trl, checkpoints }) {
    const address = training.rayAddress!; // the settings ask for it
    if (checkpoints === null) return rayEngine(address, trl);
    const { openBucket } = await import("../../checkpoints/s3-bucket.ts");
    return rayEngine(address, trl, jobBucket(await openBucket(checkpoints)));
  },
  http: null,
};

/**
 * What is given an arena's jobs; null where nothing is.
 * @param environment of programs that it starts here
 */
export async function openTrainingEngine(
  config: Settings,
  environment: NodeJS.ProcessEnv,
): Promise<TrainingEngine | null> {
  return (await ENGINES[config.training.engine]?.(config, environment)) ?? null;
}
