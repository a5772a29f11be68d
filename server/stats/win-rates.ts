import { wilson } from "../../shared/round/votes/share-interval.ts";
import type { Matchup } from "./bradley-terry.ts";
import { effectiveVotes } from "./correlated-votes.ts";

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
