import { addressFactors, largestShare } from "../../../shared/round/address-share.ts";
import { type RatedPair, weighBallots } from "./rated-pair.ts";
import type { RaterEstimate } from "./rater-reliability.ts";
import { rankingShares } from "./reward-ensemble.ts";

/** What players' votes count, and what those of an address that is held to a share count beside them. */
export interface BallotWeights {
  readonly byRater: (rater: string) => number;
  /** 0-1; 1 for an address that has no more than its share, and where none is given. */
  readonly byAddress: (address?: string) => number;
}

/**
 * What votes count in a fit: as their players' reliability says, and so that none of the addresses which they name has more than its
 * share of what all of these then weigh. One person can sit on many seats; an address is what that person can't have many of.
 */
export function ballotWeights(
  pairs: readonly RatedPair[],
  raters: ReadonlyMap<string, Pick<RaterEstimate, "weight">>,
): BallotWeights {
  const byRater = (rater: string) => raters.get(rater)?.weight ?? 1;
  const weights = new Map<string, number>();
  const shareOf = rankingShares(pairs);
  for (const pair of pairs)
    for (const { rater, address } of pair.ballots) {
      if (address === undefined) continue;
      const weight = ((pair.weight ?? 1) * shareOf(pair) * byRater(rater)) / pair.ballots.length;
      weights.set(address, (weights.get(address) ?? 0) + weight);
    }
  const factors = addressFactors(weights);
  return { byRater, byAddress: (address) => (address === undefined ? 1 : (factors.get(address) ?? 1)) };
}

/**
 * Comparisons as they count by their addresses' shares alone, whoever voted: what is asked how well votes are foretold, and what has been
 * voted on enough. Otherwise a crowd behind one address would decide that.
 */
export const sharedOut = (pairs: readonly RatedPair[], { byAddress }: BallotWeights): RatedPair[] =>
  pairs.map((pair) => (isHeld(pair) ? weighBallots(pair, (_, address) => byAddress(address)) : pair));

/** What a comparison counts by that, 0-1. */
export const heardShare = ({ ballots }: RatedPair, { byAddress }: BallotWeights): number =>
  ballots.length === 0 ? 1 : ballots.reduce((sum, { address }) => sum + byAddress(address), 0) / ballots.length;

const isHeld = ({ ballots }: RatedPair): boolean => ballots.some(({ address }) => address !== undefined);

/**
 * The newest comparisons, but no more of an address that is held to a share than that share of `limit`: a flood of votes from one would
 * push everybody else's out of memory.
 */
export function newestOfAll(pairs: readonly RatedPair[], limit: number): RatedPair[] {
  if (pairs.length <= limit) return [...pairs];
  const addresses = new Set(pairs.flatMap(({ ballots }) => ballots.flatMap(({ address }) => address ?? [])));
  const places = largestShare(addresses.size) * limit;
  const taken = new Map<string, number>();
  const kept: RatedPair[] = [];
  for (let i = pairs.length - 1; i >= 0 && kept.length < limit; i--) {
    const pair = pairs[i]!;
    const [only, ...others] = new Set(pair.ballots.map(({ address }) => address));
    if (only !== undefined && others.length === 0) {
      const before = taken.get(only) ?? 0;
      if (before >= places) continue;
      taken.set(only, before + 1);
    }
    kept.push(pair);
  }
  return kept.reverse();
}
