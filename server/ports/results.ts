import type { PlayersBoard, SessionsBoard } from "../../shared/protocol/boards.ts";
import type { Counts, LeftOutReason, UnreadReason } from "../../shared/protocol/imports.ts";
import type { FinalePairResult, SessionResults, VoteResult } from "../../shared/protocol/results.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { ArenaId } from "./arena.ts";
import type { Comparison, ConversationTurn } from "./learning.ts";
import type { SessionRecord } from "./sessions.ts";

/** What became of a session, for its host; of its closed rounds alone. */
export interface Results {
  ofSession(session: SessionRecord): Promise<SessionResults>;
  /** Every verdict, in the order in which it was cast, in pages. */
  votes(sessionId: string): AsyncIterable<readonly VoteResult[]>;
  /** The pairs of its finale in the order in which they were shown, once it is over; none where there was no finale. */
  finale(sessionId: string): Promise<readonly FinalePairResult[]>;
}

export type SessionResult = Omit<SessionsBoard["sessions"][number], "at"> & { readonly createdAt: Date };

export interface Leaderboard {
  /** Players over all sessions of an arena, best first: with all that they have, or with what rounds closed since a time have given. */
  players(arenaId: ArenaId, since: Date | null, limit: number): Promise<PlayersBoard["players"]>;
  /** The newest sessions that anybody joined, newest first. */
  sessions(arenaId: ArenaId, limit: number): Promise<readonly SessionResult[]>;
}

/** A round that was closed, as the lab sees it. */
export interface ClosedRound {
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
  /** The share of A that the reward model predicted before anybody voted, against the share that it became: by tenths of the prediction, 0-1. */
  guesses(arenaId: ArenaId): Promise<readonly { guessed: number; voted: number; comparisons: number }[]>;
  /**
   * The texts of a comparison that everybody may see: two answers of policies, neither of them hidden, to a prompt of no host's own. Null where
   * it isn't one.
   */
  shownPair(
    arenaId: ArenaId,
    comparisonId: number,
  ): Promise<{ readonly prompt: string; readonly a: string; readonly b: string } | null>;
  /** The newest closed rounds, oldest first. */
  rounds(arenaId: ArenaId, limit: number): Promise<readonly ClosedRound[]>;
}

/** What an export reads of a comparison: the texts, and how they were judged. */
export type ComparedTexts = Pick<Comparison<string>, "prompt" | "a" | "b" | "label" | "bothBad">;

/** One player's verdict on one pair. */
export interface CastVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly prompt: string;
  readonly a: string;
  readonly b: string;
  /** Null: an external model wrote it, or a player. */
  readonly versionA: number | null;
  readonly versionB: number | null;
  /** Name of the external model that wrote it; null: a policy or a player did. */
  readonly externalModelA: string | null;
  readonly externalModelB: string | null;
  readonly verdict: Verdict;
  /** Seconds since 1970. */
  readonly castAt: number;
}

/** A row of TRL's preference format. */
export interface Preference {
  /** A question, or a conversation as a transcript that awaits an answer. */
  readonly prompt: string;
  /** The turns of a conversation; absent where the prompt is one question. */
  readonly turns?: readonly ConversationTurn[];
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
  comparisons(): AsyncIterable<readonly ComparedTexts[]>;
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

/** Comparisons that were made elsewhere. */
export interface ImportedComparisons {
  readonly arenaId: ArenaId;
  /** Name of the file that they come from. */
  readonly file: string;
  /** SHA-256 of the comparisons in their order. */
  readonly digest: Buffer;
  /** Rows of the file. */
  readonly rows: number;
  /** Rows that are no comparisons. */
  readonly leftOut: Counts<LeftOutReason>;
  /** In pages of at most a few thousand. When it throws, nothing was imported. */
  readonly pages: AsyncIterable<readonly Preference[]>;
  /** 0-1; decides the sides, so that the chosen answer has no favourite one. */
  random(): number;
}

/** What an arena's model learns from of an import. */
export interface LearntFromImport {
  readonly comparisons: number;
  /** Those that it can't learn from. */
  readonly unread: Counts<UnreadReason>;
}

/** An import as it is kept. */
export interface ImportRecord {
  readonly file: string;
  readonly rows: number;
  readonly comparisons: number;
  readonly leftOut: Counts<LeftOutReason>;
  /** Null before a trainer has read it. */
  readonly learnt: LearntFromImport | null;
  readonly at: Date;
}

export interface Imports {
  /** The newest first. */
  list(arenaId: ArenaId): Promise<readonly ImportRecord[]>;
  /** The import of the same comparisons; null where there was none. */
  withDigest(arenaId: ArenaId, digest: Buffer): Promise<ImportRecord | null>;
  /** Keeps what a trainer says of rounds; of those that are no imports it keeps nothing. */
  tell(learnt: ReadonlyMap<string, LearntFromImport>): Promise<void>;
}

export interface Datasets {
  /** Shows `use` the data as of one moment, and keeps a connection to the database until it is through. */
  read(scope: DatasetScope, use: (source: DatasetSource) => Promise<void>): Promise<void>;
  /**
   * Stores comparisons as a finished session of the arena with one closed round, all or none; the trainer reads them like any round's.
   * Returns how many there were; null when the arena has them already.
   * @throws Error when the arena has no policy yet
   */
  add(imported: ImportedComparisons): Promise<number | null>;
}
