import { type Contest, effectiveVotes } from "./bradley-terry.ts";
import { wilson } from "./win-rates.ts";

/** Of a 95% interval: people are warned. */
export const ALARM_Z = 1.959964;
/**
 * Of the interval at which versions are taken back. Every round is another look and every version another place where the decline may
 * have begun, so 1.96 would take back one arena in five that does not decline at all; this one 1-4% in 50 rounds (LOG.md).
 */
export const DEMOTION_Z = 3.1;
/** Fewer pairs of answers tell about those answers, not about the versions. */
const LEAST_PAIRS = 3;

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
 * Looks for a version since which people like the answers less: the interval of the later versions' win rate lies wholly below a half.
 * That its lower end lies there says nothing, as every new version's does, which a pair or two have judged. Versions live for a round or
 * two, so a decline is looked for in all later ones together (as a CUSUM does), at every place where it may have begun; the
 * clearest one counts.
 * @param promoted versions that players may meet, the one they meet now being the last
 * @param correlation of the votes on one pair, as `bradleyTerry` finds it
 */
export function findDecline(
  contests: readonly Contest[],
  promoted: readonly number[],
  correlation: number,
  z: number,
): Decline | null {
  const present = new Set(promoted);
  const known = contests.filter(({ a, b, votes }) => a !== b && votes > 0 && present.has(a) && present.has(b));
  if (known.length < LEAST_PAIRS) return null;
  const declines = promoted.slice(0, -1).flatMap((after) => {
    const across = known.filter(({ a, b }) => Math.min(a, b) <= after && Math.max(a, b) > after);
    if (across.length < LEAST_PAIRS) return [];
    let [wins, weight, votes] = [0, 0, 0];
    for (const { a, b, label, votes: count } of across) {
      const counted = effectiveVotes(count, correlation);
      wins += counted * (a > b ? label : 1 - label);
      weight += counted;
      votes += count;
    }
    const rate = wins / weight;
    const interval = wilson(rate, weight, z);
    return interval.high < 0.5 ? [{ after, rate, ...interval, votes, pairs: across.length }] : [];
  });
  return declines.reduce<Decline | null>((best, one) => (best === null || one.high <= best.high ? one : best), null);
}
