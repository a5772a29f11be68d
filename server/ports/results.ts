import type { PlayersBoard, SessionsBoard } from "../../shared/protocol/boards.ts";
import type { SessionResults, VoteResult } from "../../shared/protocol/results.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";
import type { SessionRecord } from "./sessions.ts";

/** What became of a session, for its host; of its closed rounds alone. */
export interface Results {
  ofSession(session: SessionRecord): Promise<SessionResults>;
  /** Every verdict in the order in which they were cast, in pages. */
  votes(sessionId: string): AsyncIterable<readonly VoteResult[]>;
}

export type SessionResult = Omit<SessionsBoard["sessions"][number], "at"> & { readonly createdAt: Date };

export interface Leaderboard {
  /** Players over all sessions since a time, best first. */
  players(since: Date | null, limit: number): Promise<PlayersBoard["players"]>;
  /** The newest sessions that anybody joined, newest first. */
  sessions(arenaId: ArenaId, limit: number): Promise<readonly SessionResult[]>;
}

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

/** Two answers and how they were judged. */
export interface JudgedPair {
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Share of the verdicts for A, 0-1; a tie and a both-bad count half. */
  readonly label: number;
  /** Share of both-bad verdicts, 0-1. */
  readonly bothBad: number;
}

/** One player's verdict on one pair. */
export interface CastVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Null: written by the contestant, or by a player. */
  readonly versionA: number | null;
  readonly versionB: number | null;
  /** Name of a contestant; null: written by a policy or a player. */
  readonly contestantA: string | null;
  readonly contestantB: string | null;
  readonly verdict: Verdict;
  /** Seconds since 1970. */
  readonly castAt: number;
}

/** A row of TRL's preference format. */
export interface Preference {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
}

/** A row of TRL's prompt-completion format. */
export interface Completion {
  readonly prompt: string;
  readonly completion: string;
}

/**
 * An arena's data, or one session's, as of one moment, in pages. Pairs repeated to measure a player's consistency, answers that
 * were hidden, pairs of equal answers and rounds that are still open are left out.
 */
export interface DatasetSource {
  /** In the order in which they were stored. */
  comparisons(): AsyncIterable<readonly JudgedPair[]>;
  /** Answers that got more than half of their verdicts, and demonstrations. */
  winners(): AsyncIterable<readonly Completion[]>;
  /** In the order in which they were cast. */
  votes(): AsyncIterable<readonly CastVote[]>;
}

/** Of which arena; of which of its sessions, or null for all. */
export interface DatasetScope {
  readonly arenaId: ArenaId;
  readonly sessionId: string | null;
}

export interface Datasets {
  /** Shows `use` the data as of one moment, and keeps a connection to the database until it is through. */
  read(scope: DatasetScope, use: (source: DatasetSource) => Promise<void>): Promise<void>;
}
