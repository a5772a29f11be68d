import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena-id.ts";

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
