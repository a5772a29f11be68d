import type { Refusal } from "../../../../shared/protocol/messages.ts";
import type { PhaseName } from "../../../../shared/round/view.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";

/** What the server acknowledged, as the players noted it. Answers are named by their texts, since their ids differ from player to player. */
export interface Ledger {
  readonly votes: AcknowledgedVote[];
  readonly predictions: AcknowledgedPrediction[];
  readonly rankings: AcknowledgedRanking[];
  readonly picks: AcknowledgedPick[];
  readonly answers: AcknowledgedAnswer[];
  readonly returns: Return[];
  readonly refusals: RefusedVote[];
}

/** A connection that was lost, and the next one of the same player. Milliseconds on the clock of the votes. */
export interface Return {
  readonly code: string;
  /** Of the game, as the player saw it last. */
  readonly phase: PhaseName;
  readonly lostAt: number;
  readonly backAt: number;
}

/** A vote that the server said no to, and not just because its beat was over. */
export interface RefusedVote {
  readonly error: Refusal;
  readonly at: number;
}

export interface AcknowledgedVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly verdict: Verdict;
  /** When it was sent, on this process's monotonic clock, milliseconds. */
  readonly sentAt: number;
  readonly acknowledgedAt: number;
}

/** A prediction of the share for A in a showdown. */
export interface AcknowledgedPrediction {
  readonly pairId: string;
  readonly playerId: string;
  readonly share: number;
}

export interface AcknowledgedRanking {
  readonly roundId: string;
  readonly playerId: string;
  /** Best first. */
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
  return { votes: [], predictions: [], rankings: [], picks: [], answers: [], returns: [], refusals: [] };
}

/** How what was acknowledged compares with what is stored. */
export interface Tally {
  /** What was acknowledged again counts once. */
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged and not stored. */
  readonly lost: number;
  /** Stored with another content. */
  readonly changed: number;
  /** Stored more than once. */
  readonly doubled: number;
}

/**
 * Counts what was lost, changed or doubled.
 * @param keyOf names what may be stored only once
 * @param saysSame whether a stored row says what was acknowledged
 */
export function tally<A extends object, S extends object>(
  acknowledged: readonly A[],
  stored: readonly S[],
  keyOf: (item: A | S) => string,
  saysSame: (acknowledged: A, stored: S) => boolean,
): Tally {
  const rowsOf = Map.groupBy(stored, keyOf);
  const once = new Map(acknowledged.map((item) => [keyOf(item), item]));
  const found = [...once].map(([key, item]) => ({ item, rows: rowsOf.get(key) ?? [] }));
  return {
    acknowledged: once.size,
    stored: stored.length,
    lost: found.filter(({ rows }) => rows.length === 0).length,
    changed: found.filter(({ item, rows }) => rows.some((row) => !saysSame(item, row))).length,
    doubled: [...rowsOf.values()].filter((rows) => rows.length > 1).length,
  };
}

export const ofPlayer = (thing: string, playerId: string): string => `${thing} ${playerId}`;
