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
