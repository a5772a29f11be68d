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

/** How what was acknowledged compares with what is stored. */
export interface Tally {
  /** What was acknowledged again counts once. */
  readonly acknowledged: number;
  readonly stored: number;
  /** Acknowledged and not stored, */
  readonly lost: number;
  /** stored as something else, */
  readonly changed: number;
  /** or stored more than once. */
  readonly doubled: number;
}

/**
 * @param keyOf what may be stored once
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
