import type { Criterion } from "../../round/settings.ts";
import type { Speaker } from "../imports.ts";

// Apart from schemas, so that zod stays out of the browser.

/** What trains an arena's policy: the trainer itself, or an engine that is given jobs. */
export const TRAINING_ENGINES = ["tfjs", "trl", "ray", "http"] as const;
export type TrainingEngineName = (typeof TRAINING_ENGINES)[number];

/** How an engine is to make a candidate of the starting model and all comparisons: by them alone, or by a reward model that it fits to them first. */
export const JOB_METHODS = ["dpo", "reward+rloo", "reward+grpo"] as const;
export type JobMethod = (typeof JOB_METHODS)[number];

/**
 * What becomes of a job: it waits for its engine, is trained, stands at the gate, and its candidate is promoted or rejected; or it is cancelled,
 * or comes to nothing.
 */
export const JOB_STATES = ["queued", "running", "gated", "promoted", "rejected", "cancelled", "failed"] as const;
export type JobState = (typeof JOB_STATES)[number];

/** An arena has one job at most that isn't over. */
export const isOver = (state: JobState): boolean => !["queued", "running", "gated"].includes(state);

/** Why a job's candidate was not taken, or a job came to nothing, as everybody may know it. Hosts are told a sentence with the particulars. */
export const JOB_PROBLEMS = [
  /** The gate rejected its candidate; its reason is told to all, as of any version. */
  "gate",
  /** It belongs to a term that is over: another trainer is at work since. */
  "stale",
  /** It was for another arena. */
  "arena",
  /** It was made to replace another version. */
  "parent",
  /** It was made of other comparisons than the job's. */
  "comparisons",
  /** The job had a candidate already, or was over. */
  "duplicate",
  "checksum",
  /** It adapts another model, or is one of another kind. */
  "base",
  /** Its weights hold what is no number. */
  "numbers",
  /** It isn't where it was said to be, or is damaged. */
  "unreadable",
  /** The engine says that it failed. */
  "engine",
  /** The engine lost it twice. */
  "lost",
  "unreachable",
  /** It took too long. */
  "minutes",
  "disk",
  "host",
  /** Another engine was chosen. */
  "changed",
] as const;
export type JobProblem = (typeof JOB_PROBLEMS)[number];

/** What engines made of an arena's votes, as everybody may know it. */
export interface JobsBoard {
  readonly engine: TrainingEngineName;
  /** Jobs that the arena may still have in these 24 hours. */
  readonly left: number;
  /** The newest first. */
  readonly jobs: readonly {
    id: string;
    engine: TrainingEngineName;
    method: JobMethod;
    state: JobState;
    /** Share of the work that is done, 0-1; null where it isn't known. */
    progress: number | null;
    problem: JobProblem | null;
    /** Of the gate alone. */
    reason: string | null;
    /** What the candidate became; null before the gate. */
    version: number | null;
    /** Candidates for it that were not taken, by why. */
    refused: readonly JobProblem[];
    at: string;
  }[];
}

/** `GET /api/training/comparisons?after=`, for engines that ask for their work: the job that waits for one, and what it's to be trained from. */
export interface ComparisonsForTraining {
  /** What a candidate is handed in with, and how it's to be made; null where nothing is to be trained. */
  readonly job: {
    readonly jobId: string;
    readonly term: number;
    readonly parent: number;
    readonly comparisonId: number;
    readonly method: JobMethod;
  } | null;
  /** In the order of their ids, up to the job's last one. */
  readonly comparisons: readonly {
    readonly id: number;
    readonly criterion: Criterion;
    readonly promptId: string;
    readonly prompt: string;
    /** Of a conversation, whose transcript the prompt is. */
    readonly turns: readonly { readonly role: Speaker; readonly content: string }[] | null;
    readonly a: string;
    readonly b: string;
    /** Share of the verdicts for A, 0-1; a tie counts half. */
    readonly label: number;
    readonly bothBad: number;
    readonly votes: number;
  }[];
  /** What `after` is for the next page; null after the last. */
  readonly next: number | null;
}

/** `POST /api/training/candidates`, 202: it waits for the gate. */
export interface CandidateTaken {
  readonly jobId: string;
  readonly state: JobState;
}

/** `GET /api/training/jobs/ID`, for hosts. */
export interface JobDetails {
  readonly id: string;
  readonly state: JobState;
  /** What went wrong, with all particulars. */
  readonly reason: string | null;
  /** The last lines that the engine wrote. */
  readonly log: string;
  readonly refusals: readonly { at: string; problem: JobProblem; reason: string }[];
}
