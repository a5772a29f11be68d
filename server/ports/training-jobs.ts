import type {
  JobMethod,
  JobProblem,
  JobState,
  TrainingEngineName,
} from "../../shared/protocol/training/training-jobs.ts";
import type { ArenaId } from "./arena.ts";

/** Signs of an engine's log that are kept, its end. */
export const LOG_KEPT = 4_000;
/** A job that was lost is submitted once more. */
export const MOST_ATTEMPTS = 2;

/** One attempt of an engine to make a candidate of an arena's votes, from the moment when it's wanted. */
export interface TrainingJob {
  /** UUID. */
  readonly id: string;
  readonly arenaId: ArenaId;
  readonly engine: TrainingEngineName;
  readonly method: JobMethod;
  /** Of the trainer that answers for it. One that takes over goes on with it in its own term. */
  readonly term: number;
  /** The version that it is to replace. */
  readonly parent: number;
  /** The last comparison that it is trained on. */
  readonly comparisonTo: number;
  /** By what its engine calls the newest attempt; null before the first. */
  readonly engineJob: string | null;
  /** Times that it was submitted. */
  readonly attempts: number;
  readonly state: JobState;
  readonly progress: number | null;
  readonly log: string;
  /** Where its candidate lies, with the SHA-256 of the weights in hexadecimal; null before there is one. */
  readonly uri: string | null;
  readonly sha256: string | null;
  readonly problem: JobProblem | null;
  readonly reason: string | null;
  /** What its candidate became. */
  readonly version: number | null;
  /** Candidates that were handed in for it and not taken, the newest last. */
  readonly refusals: readonly { readonly at: string; readonly problem: JobProblem; readonly reason: string }[];
  /** Whether what the engine and the disk had of it is cleared away. */
  readonly cleared: boolean;
  readonly createdAt: Date;
  /** When its engine began, or was given it. */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  /** Milliseconds from `startedAt` to its end, or to now, by the database's clock; 0 before it. */
  readonly ranMs: number;
}

/** Why something isn't taken. */
export interface JobRefusal {
  readonly problem: JobProblem;
  /** In a sentence, for hosts and programs. */
  readonly reason: string;
}

/** What a candidate says of itself when it's handed in. */
export interface HandedIn {
  readonly arenaId: ArenaId;
  readonly term: number;
  readonly parent: number;
  readonly comparisonId: number;
  /** A folder or an address. */
  readonly uri: string;
  /** Of its weights, in hexadecimal. */
  readonly sha256: string;
  /** The engine's last lines, where they are known. */
  readonly log?: string;
}

/** What happens to a job. Those with a term are the trainer's, which must be at work still. */
export type JobEvent =
  /** Another trainer answers for it from now on. */
  | { readonly type: "adopted"; readonly term: number }
  /** It's about to be submitted under this name. */
  | { readonly type: "submitting"; readonly term: number; readonly engineJob: string }
  /** Its engine took it. */
  | { readonly type: "taken" }
  | {
      readonly type: "told";
      readonly term: number;
      readonly running: boolean;
      readonly progress: number | null;
      readonly log: string;
    }
  /** The engine doesn't answer at present. */
  | { readonly type: "unheard"; readonly term: number; readonly reason: string }
  /** The engine doesn't know it any more. */
  | { readonly type: "lost"; readonly term: number; readonly reason: string }
  | ({ readonly type: "handedIn" } & HandedIn)
  | { readonly type: "promoted"; readonly term: number; readonly version: number }
  | ({ readonly type: "rejected"; readonly term: number; readonly version: number | null } & JobRefusal)
  | ({ readonly type: "failed"; readonly term: number; readonly log?: string } & JobRefusal)
  | ({ readonly type: "cancelled" } & JobRefusal)
  | { readonly type: "cleared" };

/** What an event changes of a job. */
export type JobChange = Partial<
  Omit<TrainingJob, "id" | "arenaId" | "createdAt" | "startedAt" | "endedAt" | "ranMs" | "refusals">
> & {
  /** It begins, or ends, now. */
  readonly begins?: true;
  readonly ends?: true;
};

/** Jobs of training engines. Every change is announced as `training_job`. */
export interface TrainingJobs {
  /** A job that waits for its engine; null where the arena has one that isn't over. */
  add(
    job: Pick<TrainingJob, "id" | "arenaId" | "engine" | "method" | "term" | "parent" | "comparisonTo">,
  ): Promise<TrainingJob | null>;
  byId(id: string): Promise<TrainingJob | null>;
  /** The one that isn't over, and those of which the engine or the disk has something still. */
  pending(arenaId: ArenaId): Promise<readonly TrainingJob[]>;
  /** The newest first. */
  list(arenaId: ArenaId, limit: number): Promise<readonly TrainingJob[]>;
  /** How many the arena had in the last 24 hours. */
  today(arenaId: ArenaId): Promise<number>;
  /** How many there are of all arenas, by state. */
  byState(): Promise<Partial<Readonly<Record<JobState, number>>>>;
  /** Ids of those of all arenas that aren't cleared. */
  kept(): Promise<ReadonlySet<string>>;
  /** What an event makes of a job, one at a time; a candidate that isn't taken is recorded with the job. Null where there is no such job. */
  change(
    id: string,
    event: JobEvent,
  ): Promise<{ readonly job: TrainingJob; readonly refused: JobRefusal | null } | null>;
}
