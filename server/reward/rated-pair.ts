import type { CriterionPair } from "./criterion-rewards.ts";

/** One player's verdict on a pair. */
export interface Ballot {
  readonly rater: string;
  /** For A: 1, 0, or 0.5 where neither was better. */
  readonly label: number;
  /** Whether both answers were found bad. */
  readonly bothBad: boolean;
  /** Where it came from, if that is held to a share of a fit; absent otherwise. */
  readonly address?: string;
}

/** A comparison with the verdicts that it is the mean of. */
export interface RatedPair extends CriterionPair {
  /** Empty where nobody knows who voted: such a comparison keeps its weight. */
  readonly ballots: readonly Ballot[];
  /** Names the two answers as they were dealt. */
  readonly pairId?: string;
  /** The pair that was dealt again here to the same player, with its sides swapped. */
  readonly repeatOf?: string;
}

/**
 * A comparison as it counts when each voter's verdict counts what `weightOf` says: the share of the weight for A, and as much as
 * its votes count on average. With as much for everyone it is what it was.
 */
export function weighBallots(pair: RatedPair, weightOf: (rater: string, ballot: Ballot) => number): RatedPair {
  const { ballots } = pair;
  if (ballots.length === 0) return pair;
  let total = 0;
  let forA = 0;
  let bad = 0;
  for (const ballot of ballots) {
    const weight = weightOf(ballot.rater, ballot);
    total += weight;
    forA += weight * ballot.label;
    bad += weight * Number(ballot.bothBad);
  }
  if (total === 0) return { ...pair, weight: 0 };
  return {
    ...pair,
    label: forA / total,
    bothBad: bad / total,
    weight: (pair.weight ?? 1) * (total / ballots.length),
  };
}
