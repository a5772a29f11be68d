import type { Award, Ballot, RankingBallot } from "../state.ts";
import { isGood, pickShares, pointsFor, pointsForPick, shareOf } from "./scoring.ts";

/** What players have put in for a round's shared moment, by player id; of the two kinds at most one has any. */
export interface RoundBallots {
  readonly showdown: ReadonlyMap<string, Ballot>;
  readonly ranking: ReadonlyMap<string, RankingBallot>;
}

/** How a prediction came out, whoever's it is and whatever they had before. */
export type Scored = Pick<Award, "predicted" | "share" | "points" | "pick"> & {
  /** It continues the streak. */
  readonly good: boolean;
};

/** The predictions that can be scored, by player id: the ballots alone decide, so that a process that takes a round over scores it alike. */
export function scoreRound({ showdown, ranking }: RoundBallots): ReadonlyMap<string, Scored> {
  return new Map([...scoreShares(showdown), ...scorePicks(ranking)]);
}

/** Good predictions in a row, by player id, after these rounds in their order. */
export function streaksAfter(rounds: readonly RoundBallots[]): ReadonlyMap<string, number> {
  const streaks = new Map<string, number>();
  for (const round of rounds) {
    for (const [id, { good }] of scoreRound(round)) streaks.set(id, good ? (streaks.get(id) ?? 0) + 1 : 0);
  }
  return streaks;
}

/**
 * A prediction is scored against the verdicts of the others: with the player's own verdict among them, voting along with one's
 * prediction would pay, and the labels would be biased.
 */
export function scoreShares(ballots: ReadonlyMap<string, Ballot>): ReadonlyMap<string, Scored> {
  return scoreEach(ballots, ({ share: predicted }, others) => {
    const share = shareOf(others.flatMap((ballot) => ballot.verdict ?? []));
    if (predicted === null || share === null) return null;
    return { predicted, share, points: pointsFor(predicted, share), pick: "", good: isGood(predicted, share) };
  });
}

export function scorePicks(ballots: ReadonlyMap<string, RankingBallot>): ReadonlyMap<string, Scored> {
  return scoreEach(ballots, ({ pick }, others) => {
    const firsts = others.flatMap((ballot) => ballot.ranking?.[0] ?? []);
    if (pick === null || firsts.length === 0) return null;
    const shares = pickShares(firsts, firsts);
    const share = shares.get(pick) ?? 0;
    return { predicted: 1, share, points: pointsForPick(share), pick, good: share === Math.max(...shares.values()) };
  });
}

function scoreEach<B>(
  ballots: ReadonlyMap<string, B>,
  score: (ballot: B, others: readonly B[]) => Scored | null,
): ReadonlyMap<string, Scored> {
  const scored = new Map<string, Scored>();
  for (const [id, ballot] of ballots) {
    const others = [...ballots].flatMap(([other, theirs]) => (other === id ? [] : [theirs]));
    const one = score(ballot, others);
    if (one !== null) scored.set(id, one);
  }
  return scored;
}
