import type { StepKind } from "../../shared/protocol/training-methods.ts";
import type { ArenaId } from "./arena-id.ts";

/** One row an iteration of a method or of fine-tuning on demonstrations, a reward-model fit or a gate: metrics under TRL's names. */
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
}
