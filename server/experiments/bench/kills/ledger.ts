import type { Verdict } from "../../../../shared/round/votes/verdict.ts";

/** What the server said it had stored, as the players noted it. Answers are named by their texts, ids of the moment being nobody's business. */
export interface Ledger {
  readonly votes: AcknowledgedVote[];
  readonly predictions: AcknowledgedPrediction[];
  readonly rankings: AcknowledgedRanking[];
  readonly picks: AcknowledgedPick[];
  readonly answers: AcknowledgedAnswer[];
}

export interface AcknowledgedVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly verdict: Verdict;
  /** When it was sent, on this process's monotonic clock, milliseconds. */
  readonly sentAt: number;
  readonly acknowledgedAt: number;
}

/** Of the share for A in a showdown. */
export interface AcknowledgedPrediction {
  readonly pairId: string;
  readonly playerId: string;
  readonly share: number;
}

/** Best first. */
export interface AcknowledgedRanking {
  readonly roundId: string;
  readonly playerId: string;
  readonly texts: readonly string[];
}

export interface AcknowledgedPick {
  readonly roundId: string;
  readonly playerId: string;
  readonly text: string;
}

export interface AcknowledgedAnswer {
  readonly roundId: string;
  readonly playerId: string;
  readonly text: string;
}

export function emptyLedger(): Ledger {
  return { votes: [], predictions: [], rankings: [], picks: [], answers: [] };
}
