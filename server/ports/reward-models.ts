import type { ArenaId } from "./arena-id.ts";

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
}
