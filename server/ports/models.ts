import type { PolicyStatus } from "../../shared/protocol/models.ts";
import type { MethodName, StepKind } from "../../shared/protocol/training-methods.ts";
import type { TrainingSettings, TrainingSettingsChange } from "../../shared/protocol/training-settings.ts";
import type { TrainerState } from "../../shared/round/trainer-states.ts";
import type { ArenaId } from "./arena.ts";
import type { NewPair } from "./pool.ts";

export interface PolicyRecord {
  readonly arenaId: ArenaId;
  readonly version: number;
  readonly parent: number | null;
  readonly status: PolicyStatus;
  /** Folder under DATA_DIR, in Hugging Face layout. */
  readonly folder: string;
  /** Why it was rejected or rolled back. */
  readonly reason: string | null;
  /** What made it of its parent; null for the starting model. */
  readonly method: MethodName | null;
  /** What the gate measured, by name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The last comparison its reward model had seen. */
  readonly comparisonId: number;
  /** The last closed round whose votes it was trained on; null for version 0. */
  readonly trainedOnRound: string | null;
  readonly createdAt: Date;
  readonly promotedAt: Date | null;
}

/** A folder below DATA_DIR that some record names. */
export interface RecordedFolder {
  readonly folder: string;
  /** Whether it is worth its room. */
  readonly kept: boolean;
  /** Whether training may go on from it, so that what a method needs for that is kept too. */
  readonly resumable: boolean;
}

export interface Policies {
  newest(arenaId: ArenaId): Promise<PolicyRecord | null>;
  list(arenaId: ArenaId): Promise<readonly PolicyRecord[]>;
  /**
   * Folders of every arena's versions. Those of promoted versions are kept, and so many of the newest others in each; so many of the newest
   * promoted ones are resumable.
   */
  folders(newest: { readonly others: number; readonly resumable: number }): Promise<readonly RecordedFolder[]>;
  /** Numbers the policy; one added as promoted or as rejected is announced as such. */
  add(
    policy: Omit<PolicyRecord, "version" | "method" | "createdAt" | "promotedAt"> & {
      readonly method?: MethodName | null;
    },
  ): Promise<PolicyRecord>;
  /** Makes a candidate the newest promoted policy, adds its pool pairs in the same transaction, notifies `policy_promoted`. */
  promote(arenaId: ArenaId, version: number, pairs: readonly NewPair[]): Promise<void>;
  /** Takes every promoted version above `toVersion` back, undealt pairs included; notifies `policy_rolled_back`. */
  rollback(arenaId: ArenaId, toVersion: number, reason: string): Promise<number>;
}

export interface RatingRecord {
  readonly version: number;
  readonly rating: number;
  readonly low: number;
  readonly high: number;
  readonly votes: number;
}

export interface Ratings {
  save(arenaId: ArenaId, ratings: readonly RatingRecord[]): Promise<void>;
  list(arenaId: ArenaId): Promise<readonly RatingRecord[]>;
}

export interface RewardModelRecord {
  readonly id: number;
  readonly comparisonId: number;
  readonly folder: string;
  readonly metrics: Readonly<Record<string, number>>;
}

export interface RewardModels {
  add(arenaId: ArenaId, model: Omit<RewardModelRecord, "id">): Promise<RewardModelRecord>;
  newest(arenaId: ArenaId): Promise<RewardModelRecord | null>;
  /** The newest first. */
  recent(arenaId: ArenaId, limit: number): Promise<readonly RewardModelRecord[]>;
  /** Folders of all; so many of the newest in every arena are kept, and none is resumable. */
  folders(newest: number): Promise<readonly RecordedFolder[]>;
}

/** One row for each iteration of a method or of fine-tuning, each fit of the reward model and each gate. Metrics have TRL's names. */
export interface TrainingStep {
  readonly id: number;
  readonly kind: StepKind;
  readonly policyVersion: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly at: Date;
}

export interface TrainingSteps {
  /** Notifies `training_step` with the last id. */
  add(arenaId: ArenaId, steps: readonly Omit<TrainingStep, "id" | "at">[]): Promise<void>;
  after(arenaId: ArenaId, afterId: number, limit: number): Promise<readonly TrainingStep[]>;
  /**
   * How many steps of some kinds there were, as far as they followed what is known now: one that was shortened by trust in the reward (its metric `trust`) counts
   * as much less, and so does one whose reward knew fewer comparisons than now (its metric `comparisons`).
   */
  practised(arenaId: ArenaId, kinds: readonly StepKind[], comparisons: number): Promise<number>;
}

export interface TrainerHeartbeats {
  /**
   * Notifies `trainer_state` when the state is another than before.
   * @param progress how much of it is done, 0-1; null or absent where nobody can say
   */
  beat(arenaId: ArenaId, state: TrainerState, progress?: number | null): Promise<void>;
  /**
   * What the trainer last said of an arena. It serves all of them: one of which it says nothing any more, since nobody plays there, is
   * idle for as long as it says something of another. Null when no trainer has ever run.
   */
  last(arenaId: ArenaId): Promise<{
    state: TrainerState;
    progress: number | null;
    at: Date;
    /** Milliseconds since then by the database's clock, as `at` is: no other machine's has to agree with it. */
    ageMs: number;
  } | null>;
}

/** How the model of an arena learns. */
export interface TrainingChoices {
  /** The defaults where nothing was ever chosen. */
  of(arenaId: ArenaId): Promise<TrainingSettings>;
  /** Changes what is given and leaves the rest; notifies `training_settings`. */
  change(arenaId: ArenaId, change: TrainingSettingsChange): Promise<TrainingSettings>;
}
