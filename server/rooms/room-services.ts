import type { LearningMonitor } from "../arena/learning-monitor.ts";
import type { Players, Policies, Pool, Predictions, Rounds, Sessions, Votes } from "../arena/ports.ts";

/** What the rooms of a process share; the composition root hands it to each. */
export interface RoomServices {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly policies: Pick<Policies, "newest">;
  readonly pool: Pick<Pool, "dealRapid" | "dealRepeat" | "dealShowdown">;
  readonly rounds: Pick<Rounds, "open" | "last" | "close">;
  /** One vote at a time; resolves after its commit. */
  readonly castVote: (
    vote: Parameters<Votes["cast"]>[0][number],
  ) => Promise<Awaited<ReturnType<Votes["cast"]>>[number]>;
  readonly predictions: Predictions;
  readonly learning: LearningMonitor;
  readonly log: RoomLog;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface RoomLog {
  info(context: object, message: string): void;
  error(context: object, message: string): void;
}
