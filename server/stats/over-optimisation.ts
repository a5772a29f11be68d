import type { OverOptimisationWatch } from "../../shared/protocol/lab.ts";
import { Z_95 } from "../../shared/round/votes/share-interval.ts";
import type { PolicyRecord } from "../ports/models.ts";
import { type Matchup, type RatedVersions, winRateOverStart } from "./bradley-terry.ts";
import { effectiveVotes } from "./correlated-votes.ts";

/** Normal deviates of the interval at which people are warned: 95%. */
export const ALARM_Z = Z_95;
/**
 * Normal deviates of the interval at which versions are taken back. Every round is another look, and every version another place where the
 * decline may have begun. With 1.96 many arenas that do not decline at all would lose versions; with this 0-4% do in 50 rounds (docs/log).
 */
export const DEMOTION_Z = 3.1;

/** All versions after one, against that one and those before it, as people judged them. */
export interface Decline {
  /** The last version before it. */
  readonly after: number;
  /** How often people preferred the later versions' answers, 0-1, with its interval. */
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly votes: number;
  readonly pairs: number;
}

/**
 * Looks for a version since which people like the answers less: the whole interval of the later versions' win rate lies below a half.
 * A lower end below a half says nothing, because every new version's is, after a pair or two. Versions live for a round or
 * two, so all later ones are taken together (as a CUSUM does), at every place where the decline may have begun. The
 * clearest decline counts.
 * @param promoted versions that players may meet, the one they meet now being the last
 * @param correlation of the votes on one pair, as `bradleyTerry` finds it
 */
export function findDecline(
  matchups: readonly Matchup[],
  promoted: readonly number[],
  correlation: number,
  z: number,
): Decline | null {
  const present = new Set(promoted);
  const known = matchups.filter(({ a, b, votes }) => a !== b && votes > 0 && present.has(a) && present.has(b));
  const declines = promoted.slice(0, -1).flatMap((after) => {
    const across = known
      .filter(({ a, b }) => Math.min(a, b) <= after && Math.max(a, b) > after)
      .map(({ a, b, label, votes }) => ({
        share: a > b ? label : 1 - label,
        weight: effectiveVotes(votes, correlation),
        votes,
      }));
    const interval = rateInterval(across, z);
    if (interval === null || interval.high >= 0.5) return [];
    const votes = Math.round(across.reduce((sum, one) => sum + one.votes, 0));
    return [{ after, ...interval, votes, pairs: across.length }];
  });
  return declines.reduce<Decline | null>((best, one) => (best === null || one.high <= best.high ? one : best), null);
}

/**
 * A mean share with its interval, from how far whole pairs scatter about it: all p with |sum w (share - p)| <= z sqrt(sum w² (share - p)²).
 * It holds however much the votes on one pair go together. Up to z² pairs give no interval at all. For such self-normalised sums of symmetric
 * values the error is below exp(-z²/2), whatever their number (Efron 1969).
 */
function rateInterval(
  pairs: readonly { readonly share: number; readonly weight: number }[],
  z: number,
): { rate: number; low: number; high: number } | null {
  const sum = (value: (pair: (typeof pairs)[number]) => number) => pairs.reduce((total, one) => total + value(one), 0);
  const weight = sum((one) => one.weight);
  const rate = sum((one) => one.weight * one.share) / weight;
  // The ends are the roots of a p2 - 2 b p + c.
  const a = weight ** 2 - z ** 2 * sum((one) => one.weight ** 2);
  const b = weight ** 2 * rate - z ** 2 * sum((one) => one.weight ** 2 * one.share);
  const c = (weight * rate) ** 2 - z ** 2 * sum((one) => (one.weight * one.share) ** 2);
  if (a <= 0) return null;
  const half = Math.sqrt(Math.max(0, b ** 2 - a * c)) / a;
  return { rate, low: Math.max(0, b / a - half), high: Math.min(1, b / a + half) };
}

/** What the reward model expected of each version beside what people said, and an alarm where people like the newer ones less. */
export function overOptimisationWatch(
  policies: readonly Pick<PolicyRecord, "version" | "status" | "metrics">[],
  matchups: readonly Matchup[],
  rated: RatedVersions,
): OverOptimisationWatch {
  const ratings = new Map(rated.ratings.map((rating) => [rating.version, rating]));
  const promoted = policies.filter(({ status }) => status === "promoted").map(({ version }) => version);
  const met = policies.filter(
    ({ status, version }) => version > 0 && (status === "promoted" || status === "rolled_back"),
  );
  return {
    versions: met.flatMap(({ version, metrics }) => {
      if (metrics.kl === undefined) return [];
      const rating = ratings.get(version);
      return {
        version,
        kl: metrics.kl,
        expected: metrics.expectedWinRate ?? null,
        rate: rating === undefined ? null : winRateOverStart(rating.rating),
        low: rating === undefined ? null : winRateOverStart(rating.low),
        high: rating === undefined ? null : winRateOverStart(rating.high),
      };
    }),
    alarm: findDecline(matchups, promoted, rated.correlation, ALARM_Z),
  };
}
