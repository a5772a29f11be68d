import type { Arenas, Bus, Installation } from "./arena.ts";
import type { ExternalModels, Judgements } from "./external.ts";
import type { Finales } from "./finale.ts";
import type { Hosting, Remotes, Seats } from "./hosting.ts";
import type { Comparisons, Demonstrations, Raters } from "./learning.ts";
import type { Leases } from "./leases.ts";
import type { LessonExhibits } from "./lesson.ts";
import type { LessonCourse } from "./lesson-course.ts";
import type { Policies, Ratings, RewardModels, TrainerHeartbeats, TrainingChoices, TrainingSteps } from "./models.ts";
import type { Pool, Showcase } from "./pool.ts";
import type { Duties, SharedBudgets } from "./processes.ts";
import type { Datasets, Imports, LabRecords, Leaderboard, Results } from "./results.ts";
import type { Entries, PastRounds, Predictions, Reports, Rounds, Votes } from "./rounds.ts";
import type { Players, PromptPacks, Sessions } from "./sessions.ts";
import type { TrainerSeat, TrainerTerms } from "./trainer-terms.ts";
import type { TrainingJobs } from "./training-jobs.ts";

/**
 * Everything that the arena needs from the world outside it, stores and a bus, opened together. The Postgres implementations live
 * in `server/store`; rooms, spectators, routes and the trainer see only the types of this folder.
 * In all of them ids are UUIDs as text, times are Dates, and every list is readonly.
 */
export interface Stores {
  readonly arenas: Arenas;
  readonly sessions: Sessions;
  readonly players: Players;
  readonly seats: Seats;
  readonly hosting: Hosting;
  readonly remotes: Remotes;
  readonly pool: Pool;
  readonly leases: Leases;
  readonly rounds: Rounds;
  readonly pastRounds: PastRounds;
  readonly votes: Votes;
  readonly predictions: Predictions;
  readonly comparisons: Comparisons;
  readonly judgements: Judgements;
  readonly externalModels: ExternalModels;
  readonly policies: Policies;
  readonly rewardModels: RewardModels;
  readonly trainingSteps: TrainingSteps;
  readonly trainingChoices: TrainingChoices;
  readonly trainingJobs: TrainingJobs;
  readonly ratings: Ratings;
  readonly raters: Raters;
  readonly heartbeats: TrainerHeartbeats;
  readonly leaderboard: Leaderboard;
  readonly entries: Entries;
  readonly demonstrations: Demonstrations;
  readonly reports: Reports;
  readonly results: Results;
  readonly datasets: Datasets;
  readonly imports: Imports;
  readonly promptPacks: PromptPacks;
  readonly lab: LabRecords;
  readonly showcase: Showcase;
  readonly finales: Finales;
  readonly lesson: LessonExhibits;
  readonly lessonCourse: LessonCourse;
  readonly installation: Installation;
  readonly bus: Bus;
  readonly budgets: SharedBudgets;
  readonly duties: Duties;
  /** Resolves true when a query answers. */
  healthy(): Promise<boolean>;
  /** How many migrations of this program the database has not; it may have some that this program does not know. */
  pendingMigrations(): Promise<number>;
  /**
   * Takes the name of a web process, and with it the right to run beside others of other names; `alone` there may be no others. Resolves at
   * once with who is in the way, null: nobody is, and the name is this process's until its connection is lost.
   */
  claimNode(node: { readonly name: string; readonly alone: boolean }): Promise<NodeClaim | NodeRefusal>;
  /** Whether a web process has this name now. */
  isNodeClaimed(name: string): Promise<boolean>;
  /** The processes that run on this database, this one included. */
  connected(): Promise<readonly ConnectedProcess[]>;
  readonly trainerTerms: TrainerTerms;
  /** Takes the trainer's advisory lock and the next term; resolves null at once when another process holds it. Lost with its connection. */
  electTrainer(): Promise<TrainerSeat | null>;
  /** The same stores for the trainer of a term: what only a trainer writes fails with `TermOver` once a later one was taken. */
  inTerm(term: number): Stores;
  close(): Promise<void>;
}

export interface ConnectedProcess {
  /** Of a web process; null: the trainer at work. */
  readonly node: string | null;
  /** Where it connects from; null: by a socket of the same machine. */
  readonly address: string | null;
}

export interface NodeClaim {
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** `name`: another process has the name. `others`: there are others, which this one doesn't know how to share games with, or they don't. */
export type NodeRefusal = "name" | "others";
