/** One player's verdict on a pair. */
export interface RaterBallot {
  readonly rater: string;
  /** For A: 1, 0, or 0.5 where neither was better. */
  readonly label: number;
  /** Whether both answers were found bad. */
  readonly bothBad: boolean;
  /** Where it came from, if that is held to a share of a fit; absent otherwise. */
  readonly address?: string;
}

/**
 * A judged pair as the reward model learns from it: two answers and what was said of them.
 * `Answer` is what stands for an answer: scaled features `[width]`, or its tokens before the reference model has read them.
 */
export interface TrainingPair<Answer = Float32Array> {
  /** Below 0 for what an AI judge said: the quality of a fit is told by people's comparisons, as long as there are any. */
  readonly id: number;
  /** Decides which heads may learn from it. */
  readonly promptId: string;
  readonly a: Answer;
  readonly b: Answer;
  /** Share of the verdicts for A, 0-1; a tie counts half. */
  readonly label: number;
  /** Share of both-bad verdicts, 0-1. */
  readonly bothBad: number;
  /** What it was judged by: a criterion. Null or absent: it speaks for every criterion, as what was judged without a question does. */
  readonly criterion?: string | null;
  /** The ranking of which this is a pair: all of its pairs count together as one comparison. Absent for a pair judged alone. */
  readonly ranking?: string;
  /** What it counts beside a vote of average reliability; 1 where it isn't given. */
  readonly weight?: number;
  /** The verdicts that the label is the mean of. Empty or absent where nobody knows who voted: such a pair keeps its weight. */
  readonly ballots?: readonly RaterBallot[];
  /** Names the two answers as they were dealt. */
  readonly pairId?: string;
  /** The pair that was dealt again here to the same player, with its sides swapped. */
  readonly repeatOf?: string;
}

/**
 * A comparison as it counts when each voter's verdict counts what `weightOf` says: the share of the weight for A, and as much as
 * its votes count on average. With as much for everyone it is what it was.
 */
export function weighBallots(
  pair: TrainingPair,
  weightOf: (rater: string, ballot: RaterBallot) => number,
): TrainingPair {
  const { ballots = [] } = pair;
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
