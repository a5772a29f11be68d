import type { MethodName } from "../../shared/protocol/training-methods.ts";
import type { ArenaId } from "./arena-id.ts";
import type { NewPair } from "./pool.ts";

export type PolicyStatus = "candidate" | "promoted" | "rejected" | "rolled_back";

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

export interface Policies {
  newest(arenaId: ArenaId): Promise<PolicyRecord | null>;
  list(arenaId: ArenaId): Promise<readonly PolicyRecord[]>;
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
