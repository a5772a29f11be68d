import type { ArenaId } from "./arena-id.ts";

/** A round that was closed, as the lab sees it. */
export interface PlayedRound {
  readonly sessionId: string;
  /** Newest promoted policy when it was opened. */
  readonly policyVersion: number;
  readonly openedAt: Date;
  readonly votes: number;
  /** The last of its comparisons; null when it has none. */
  readonly lastComparison: number | null;
}

export interface LabRecords {
  firstVoteAt(arenaId: ArenaId): Promise<Date | null>;
  /** Votes in spans of `spanMs` that begin at multiples of it, oldest first; spans without votes are left out. */
  votesOverTime(arenaId: ArenaId, spanMs: number): Promise<readonly { at: Date; votes: number }[]>;
  /** What the rewards of two answers, given before anybody voted, said the share of A would be, against what it became: by tenths of the guess, 0-1. */
  guesses(arenaId: ArenaId): Promise<readonly { guessed: number; voted: number; comparisons: number }[]>;
  /** The newest closed rounds, oldest first. */
  rounds(arenaId: ArenaId, limit: number): Promise<readonly PlayedRound[]>;
}
