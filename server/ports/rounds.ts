import type { BeatUnderWay } from "../../shared/round/resume.ts";

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
  /** Remembers which beat is under way; of a closed round nothing. */
  keepBeat(beat: BeatUnderWay): Promise<void>;
  /**
   * In one transaction: turns the round's votes into comparisons (a rapid pair gives one, the showdown one with the split as soft
   * label), gives predictions their points and players what these add to their scores, and notifies `round_closed`. Safe to repeat:
   * a second call adds nothing, but points that are still missing.
   *
   * @param points by player id, as the game awarded them; without, the stored ballots are scored
   */
  close(roundId: string, points?: ReadonlyMap<string, number>): Promise<{ comparisons: number; votes: number }>;
  /**
   * Closes every round that a process left open longer ago than `ms`, and one that its host had paused a day later; none of the open
   * sessions whose codes are `running`, however long theirs take.
   */
  closeAbandoned(ms: number, running: readonly string[]): Promise<number>;
}
