/** Votes on a pair of an earlier and a newer version's answers. */
export interface VersionVotes {
  readonly forNow: number;
  readonly forBefore: number;
  /** Ties and both-bad. */
  readonly neither: number;
}

/**
 * The pair that speaks most clearly for the newer version: that with the largest lead in its share of the votes. It is chosen, and
 * whoever shows it has to say so. Null where the newer answer leads in none.
 */
export function clearestForNow<P extends VersionVotes>(pairs: readonly P[]): P | null {
  const lead = ({ forNow, forBefore, neither }: VersionVotes) =>
    (forNow - forBefore) / Math.max(1, forNow + forBefore + neither);
  const best = pairs.reduce<P | null>((most, pair) => (most === null || lead(pair) > lead(most) ? pair : most), null);
  return best === null || lead(best) <= 0 ? null : best;
}

export const votesOn = ({ forNow, forBefore, neither }: VersionVotes): number => forNow + forBefore + neither;
