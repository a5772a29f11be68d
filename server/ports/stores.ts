import type { ArenaId } from "./arena-id.ts";
import type { Bus } from "./bus.ts";
import type { Comparisons } from "./comparisons.ts";
import type { Contestants } from "./contestants.ts";
import type { Datasets } from "./datasets.ts";
import type { Demonstrations } from "./demonstrations.ts";
import type { Entries } from "./entries.ts";
import type { Installation } from "./installation.ts";
import type { Judgements } from "./judgements.ts";
import type { LabRecords } from "./lab-records.ts";
import type { Leaderboard } from "./leaderboard.ts";
import type { PastRounds } from "./past-rounds.ts";
import type { Players } from "./players.ts";
import type { Policies } from "./policies.ts";
import type { Pool } from "./pool.ts";
import type { Predictions } from "./predictions.ts";
import type { PromptPacks } from "./prompt-packs.ts";
import type { Raters } from "./raters.ts";
import type { Ratings } from "./ratings.ts";
import type { Reports } from "./reports.ts";
import type { Results } from "./results.ts";
import type { RewardModels } from "./reward-models.ts";
import type { Rounds } from "./rounds.ts";
import type { Sessions } from "./sessions.ts";
import type { Showcase } from "./showcase.ts";
import type { TrainerHeartbeats } from "./trainer-heartbeats.ts";
import type { TrainingChoices } from "./training-choices.ts";
import type { TrainingSteps } from "./training-steps.ts";
import type { Votes } from "./votes.ts";

/**
 * Everything that the arena needs from the world outside it, stores and a bus, opened together. The Postgres implementations live
 * in `server/store`; rooms, spectators, routes and the trainer see only the types of this folder.
 * In all of them ids are UUIDs as text, times are Dates, and every list is readonly.
 */
export interface Stores {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly pool: Pool;
  readonly rounds: Rounds;
  readonly pastRounds: PastRounds;
  readonly votes: Votes;
  readonly predictions: Predictions;
  readonly comparisons: Comparisons;
  readonly judgements: Judgements;
  readonly contestants: Contestants;
  readonly policies: Policies;
  readonly rewardModels: RewardModels;
  readonly trainingSteps: TrainingSteps;
  readonly trainingChoices: TrainingChoices;
  readonly ratings: Ratings;
  readonly raters: Raters;
  readonly heartbeats: TrainerHeartbeats;
  readonly leaderboard: Leaderboard;
  readonly entries: Entries;
  readonly demonstrations: Demonstrations;
  readonly reports: Reports;
  readonly results: Results;
  readonly datasets: Datasets;
  readonly promptPacks: PromptPacks;
  readonly lab: LabRecords;
  readonly showcase: Showcase;
  readonly installation: Installation;
  readonly bus: Bus;
  /** Resolves true when a query answers. */
  healthy(): Promise<boolean>;
  /** Takes the trainer's advisory lock of an arena; resolves null at once when another process holds it. Lost with its connection. */
  electTrainer(arenaId: ArenaId): Promise<{ readonly lost: Promise<void>; release(): Promise<void> } | null>;
  close(): Promise<void>;
}
