import type { Matchup } from "./bradley-terry.ts";
import { effectiveVotes, Z_95 } from "./correlated-votes.ts";

/** How often people preferred a version's answers to those of older ones, 0-1, with its 95% interval. */
export interface WinRate {
  readonly version: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly votes: number;
  /** Pairs of answers that were judged. */
  readonly pairs: number;
}

/**
 * Each version against all older ones, by version. The interval is Wilson's (1927) on the votes' effective number, since
 * the votes on one pair of answers go together (`correlation`, as `bradleyTerry` finds it).
 */
export function winRates(matchups: readonly Matchup[], correlation: number): readonly WinRate[] {
  const sums = new Map<number, { wins: number; weight: number; votes: number; pairs: number }>();
  for (const { a, b, label, votes } of matchups) {
    if (a === b || votes <= 0) continue;
    const newer = Math.max(a, b);
    const sum = sums.get(newer) ?? { wins: 0, weight: 0, votes: 0, pairs: 0 };
    const weight = effectiveVotes(votes, correlation);
    sums.set(newer, {
      wins: sum.wins + weight * (a > b ? label : 1 - label),
      weight: sum.weight + weight,
      votes: sum.votes + votes,
      pairs: sum.pairs + 1,
    });
  }
  return [...sums]
    .sort(([x], [y]) => x - y)
    .map(([version, { wins, weight, votes, pairs }]) => ({
      ...{ version, votes: Math.round(votes), pairs, rate: wins / weight },
      ...wilson(wins / weight, weight),
    }));
}

/**
 * Wilson's score interval of a share, 0-1, seen in `count` independent votes.
 * @param z its half-width in normal deviates; 95% unless given
 */
export function wilson(share: number, count: number, z = Z_95): { low: number; high: number } {
  const spread = z ** 2 / count;
  const middle = (share + spread / 2) / (1 + spread);
  const margin = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count));
  return { low: Math.max(0, middle - margin), high: Math.min(1, middle + margin) };
}
