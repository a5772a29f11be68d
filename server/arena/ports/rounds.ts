export interface RoundRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly index: number;
  /** Newest promoted policy when the round was opened. */
  readonly policyVersion: number;
}

export interface Rounds {
  /** Opening an open round again gives the same one; a closed one is an error. Its policy is 0 before any was promoted. */
  open(round: { sessionId: string; index: number }): Promise<RoundRecord>;
  /** The round of a session that was opened last, closed or not; null before the first. */
  last(sessionId: string): Promise<RoundRecord | null>;
  /**
   * Turns the round's votes into comparisons (a rapid pair gives one, the showdown one with the split as soft label) and
   * notifies `round_closed`. Safe to repeat: a second call adds nothing.
   */
  close(roundId: string): Promise<{ comparisons: number; votes: number }>;
  /** Closes every round left open by a killed process for longer than `ms`. */
  closeAbandoned(ms: number): Promise<number>;
}
