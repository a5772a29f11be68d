import type { ArenaId } from "./arena-id.ts";

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
