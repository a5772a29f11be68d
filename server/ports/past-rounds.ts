import type { RoundBallots } from "../../shared/round/votes/awards.ts";
import type { Beat } from "../../shared/round/resume.ts";
import type { RoundRecord } from "./rounds.ts";

export interface LatestRound extends RoundRecord {
  /** That was stored last; null: none had begun. */
  readonly beat: Beat | null;
  /** The host held the beat. */
  readonly paused: boolean;
  /** Milliseconds since it was closed, by the database's clock; null: it is open. */
  readonly closedForMs: number | null;
  /** That everyone writes to, or ranks answers to; null before it was drawn, and in a duel. */
  readonly prompt: string | null;
}

/** What players have put into a round; by player id, without those who were removed. */
export interface PutIn {
  readonly ballots: RoundBallots;
  readonly answers: ReadonlyMap<string, string>;
  /** Verdicts given, a ranking counting once. */
  readonly judged: ReadonlyMap<string, number>;
  /** Ids of the round's answers that are hidden. */
  readonly hidden: readonly string[];
}

/** What the stores know of a session's rounds, for a process that goes on where another one died. */
export interface PastRounds {
  /** The round that was opened last; null before the first. */
  latest(sessionId: string): Promise<LatestRound | null>;
  putInto(roundId: string): Promise<PutIn>;
  /** What came of the session's closed rounds: ballots in the rounds' order, wins by player id, and votes that learning was given. */
  ofSession(sessionId: string): Promise<{
    readonly ballots: readonly RoundBallots[];
    readonly wins: ReadonlyMap<string, number>;
    readonly votes: number;
  }>;
}
