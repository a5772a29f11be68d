import type { Verdict } from "../../shared/round/votes/verdict.ts";

export interface NewVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly roundId: string;
  readonly verdict: Verdict;
  /** From the pair being shown to the verdict. */
  readonly decisionMs: number;
  /** The time that the server knows the player had; null or absent where nobody measured it. */
  readonly measuredMs?: number | null;
}

/** `unknown`: no such pair, not dealt to this player (or the player was kicked), or its round is closed. */
export type VoteOutcome = "accepted" | "duplicate" | "unknown";

export interface Votes {
  /**
   * One insert for all; returns after the commit, outcomes in the order of the votes. Calls of the same few milliseconds
   * share it. Waits out a database that's away for a moment; rejects when it stays away.
   */
  cast(votes: readonly NewVote[]): Promise<readonly VoteOutcome[]>;
  ofPair(pairId: string): Promise<Readonly<Record<Verdict, number>>>;
}
