import { addressFactors, largestShare } from "../../shared/round/votes/address-share.ts";
import type { RaterEstimate } from "./rater-reliability.ts";
import { hash, rankingShares } from "./reward-ensemble.ts";
import { type RaterBallot, type TrainingPair, weighBallots } from "./training-pair.ts";

/** How much votes count: by their player, and by their address where addresses are held to a share. */
export interface BallotWeights {
  readonly byRater: (rater: string) => number;
  /** 0-1; 1 for a vote from an address that has no more than its share, and for one that names none. */
  readonly byAddress: (pair: TrainingPair, ballot: RaterBallot) => number;
}

const keyOf = ({ id }: TrainingPair, { rater }: RaterBallot): string => `${id} ${rater}`;

/**
 * How much votes count in a fit. Each counts by its player's reliability, and no address has more than its share of the weight of all votes
 * that name an address. One person can take many seats, but hardly many addresses.
 *
 * Of an address that has more than its share, as many votes count as weigh its share, drawn by their ids; the others don't count. If all
 * of them counted a little, their errors would cancel out, and thousands of votes would speak far more clearly than the few votes of
 * one person, whose weight they have together.
 */
export function ballotWeights(
  pairs: readonly TrainingPair[],
  raters: ReadonlyMap<string, Pick<RaterEstimate, "weight">>,
): BallotWeights {
  const byRater = (rater: string) => raters.get(rater)?.weight ?? 1;
  const shareOf = rankingShares(pairs);
  const votes = pairs.flatMap(({ ballots = [], ...pair }) =>
    ballots.flatMap((ballot) => {
      if (ballot.address === undefined) return [];
      const weight = ((pair.weight ?? 1) * shareOf(pair) * byRater(ballot.rater)) / ballots.length;
      return [{ key: keyOf(pair, ballot), address: ballot.address, weight }];
    }),
  );
  const byAddress = Map.groupBy(votes, ({ address }) => address);
  const total = (some: readonly { readonly weight: number }[]) => some.reduce((sum, { weight }) => sum + weight, 0);
  const factors = addressFactors(new Map([...byAddress].map(([address, own]) => [address, total(own)])));
  const counted = new Map<string, number>();
  for (const [address, own] of byAddress) {
    const factor = factors.get(address)!;
    if (factor === 1) continue;
    let left = factor * total(own);
    for (const { key, weight } of own.toSorted((a, b) => hash(a.key) - hash(b.key))) {
      counted.set(key, weight > left ? left / weight : 1);
      left = Math.max(0, left - weight);
    }
  }
  return { byRater, byAddress: (pair, ballot) => counted.get(keyOf(pair, ballot)) ?? 1 };
}

/**
 * Comparisons as they count by their addresses' shares alone, whoever voted. They tell how well votes are predicted, and which answers have
 * enough votes; otherwise a crowd behind one address would decide both.
 */
export const sharedOut = (pairs: readonly TrainingPair[], { byAddress }: BallotWeights): TrainingPair[] =>
  pairs.map((pair) => (isHeld(pair) ? weighBallots(pair, (_, ballot) => byAddress(pair, ballot)) : pair));

/** What a comparison counts by that, 0-1. */
export const heardShare = (pair: TrainingPair, { byAddress }: BallotWeights): number => {
  const { ballots = [] } = pair;
  return isHeld(pair) ? ballots.reduce((sum, ballot) => sum + byAddress(pair, ballot), 0) / ballots.length : 1;
};

const isHeld = ({ ballots = [] }: TrainingPair): boolean => ballots.some(({ address }) => address !== undefined);

/**
 * The newest comparisons, up to `limit`. An address that is held to a share gets no more than that share of `limit`: otherwise a flood of votes
 * from one address would push everybody else's out of memory.
 */
export function newestOfAll(pairs: readonly TrainingPair[], limit: number): TrainingPair[] {
  if (pairs.length <= limit) return [...pairs];
  const addresses = new Set(pairs.flatMap(({ ballots = [] }) => ballots.flatMap(({ address }) => address ?? [])));
  const places = largestShare(addresses.size) * limit;
  const taken = new Map<string, number>();
  const kept: TrainingPair[] = [];
  for (let i = pairs.length - 1; i >= 0 && kept.length < limit; i--) {
    const pair = pairs[i]!;
    const [only, ...others] = new Set((pair.ballots ?? []).map(({ address }) => address));
    if (only !== undefined && others.length === 0) {
      const before = taken.get(only) ?? 0;
      if (before >= places) continue;
      taken.set(only, before + 1);
    }
    kept.push(pair);
  }
  return kept.reverse();
}
