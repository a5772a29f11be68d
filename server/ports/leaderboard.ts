import type { ArenaId } from "./arena-id.ts";

export interface SessionResult {
  readonly id: string;
  readonly title: string;
  readonly open: boolean;
  readonly createdAt: Date;
  readonly players: number;
  readonly votes: number;
  /** Rounds that were closed. */
  readonly rounds: number;
  /** Best first; empty without teams. A team's score is the mean of its players'. */
  readonly teams: readonly { team: number; score: number; players: number }[];
}

export interface Leaderboard {
  /** Players over all sessions since a time, best first. */
  players(
    since: Date | null,
    limit: number,
  ): Promise<readonly { nickname: string; score: number; votes: number; sessions: number }[]>;
  /** The newest sessions that anybody joined, newest first. */
  sessions(arenaId: ArenaId, limit: number): Promise<readonly SessionResult[]>;
}
