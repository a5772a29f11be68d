import type { LearningMonitor } from "../arena/learning-monitor.ts";
import type { Entries } from "../arena/ports/entries.ts";
import type { Players } from "../arena/ports/players.ts";
import type { Policies } from "../arena/ports/policies.ts";
import type { Pool } from "../arena/ports/pool.ts";
import type { Predictions } from "../arena/ports/predictions.ts";
import type { PromptPacks } from "../arena/ports/prompt-packs.ts";
import type { Reports } from "../arena/ports/reports.ts";
import type { Rounds } from "../arena/ports/rounds.ts";
import type { Sessions } from "../arena/ports/sessions.ts";
import type { Votes } from "../arena/ports/votes.ts";

/** What the rooms of a process share; the composition root hands it to each. */
export interface RoomServices {
  readonly sessions: Sessions;
  readonly players: Players;
  readonly policies: Pick<Policies, "newest">;
  readonly pool: Pick<Pool, "dealRapid" | "dealRepeat" | "dealShowdown" | "dealPodium">;
  readonly entries: Entries;
  readonly promptPacks: Pick<PromptPacks, "byId">;
  readonly rounds: Pick<Rounds, "open" | "last" | "close">;
  /** All of them or none are stored; resolves after their commit. */
  readonly castVotes: Votes["cast"];
  readonly predictions: Predictions;
  readonly reports: Reports;
  readonly learning: LearningMonitor;
  readonly log: RoomLog;
  /** The installation's; keys what answers are called in a round. */
  readonly secret: string;
  /** Whether what a player wrote may be shown to a class. */
  readonly isKind: (text: string) => boolean;
  /** 0-1. */
  readonly random: () => number;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface RoomLog {
  info(context: object, message: string): void;
  error(context: object, message: string): void;
}
