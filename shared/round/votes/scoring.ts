import type { Award, Ballot, RankingBallot } from "../state.ts";
import { isVerdict, labelOf, perVerdict, type Verdict } from "./verdict.ts";

/** Points for one unit of squared error. With it the best possible prediction is worth 500 points more than a shrug. */
export const POINTS_PER_SQUARED_ERROR = 2_000;
/** Points for picking the answer that all of the others put first. */
export const POINTS_OF_BEST_PICK = 500;
/** A prediction this close to the share continues a streak. */
export const GOOD_ERROR = 0.15;

/**
 * Points for predicting the share of the crowd that prefers A; both are 0-1.
 *
 * The quadratic (Brier) rule, which is strictly proper (Gneiting & Raftery 2007, section 4): a player who reports the mean of
 * what they believe has the highest expected points. They are counted from what a shrug, a prediction of one half, would have earned,
 * which is a function of the outcome alone, so the rule stays proper. Calling a unanimous crowd gives 500, and being certain and wrong
 * costs 1,500.
 */
export function pointsFor(predicted: number, share: number): number {
  return whole(POINTS_PER_SQUARED_ERROR * ((0.5 - share) ** 2 - (predicted - share) ** 2));
}

/** Whether a prediction continues a streak. */
export function isGood(predicted: number, share: number): boolean {
  return Math.abs(predicted - share) <= GOOD_ERROR;
}

/**
 * Points for naming the answer that most of the others put first, counted from what a pick at random earns on average. They grow with the
 * share of the others who put it first and with nothing else, so the answer with the highest expected share pays best, whatever a player
 * believes.
 *
 * @param answers how many there are to choose from, at least 2
 */
export function pointsForPick(share: number, answers: number): number {
  const atRandom = 1 / answers;
  return whole((POINTS_OF_BEST_PICK * (share - atRandom)) / (1 - atRandom));
}

/** Without a minus before 0. */
const whole = (points: number): number => Math.round(points) + 0;

/** Share of the first places that each answer got. */
export function pickShares(ids: readonly string[], firsts: readonly string[]): ReadonlyMap<string, number> {
  return new Map(ids.map((id) => [id, firsts.filter((first) => first === id).length / Math.max(1, firsts.length)]));
}

/** Share of the verdicts that counts for A, or null when there are none. */
export function shareOf(verdicts: readonly Verdict[]): number | null {
  if (verdicts.length === 0) return null;
  return verdicts.reduce((sum, verdict) => sum + labelOf(verdict), 0) / verdicts.length;
}

export function countVerdicts(verdicts: readonly Verdict[]): Readonly<Record<Verdict, number>> {
  return perVerdict((verdict) => verdicts.filter((cast) => cast === verdict).length);
}

/** What players have put in for the last beat of a round, by player id; at most one of the two has any. */
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
    const share = shareOf(others.map(({ verdict }) => verdict).filter(isVerdict));
    if (predicted === null || share === null) return null;
    return { predicted, share, points: pointsFor(predicted, share), pick: "", good: isGood(predicted, share) };
  });
}

export function scorePicks(ballots: ReadonlyMap<string, RankingBallot>): ReadonlyMap<string, Scored> {
  const answers = Math.max(...[...ballots.values()].map(({ ranking }) => ranking?.length ?? 0));
  return scoreEach(ballots, ({ pick }, others) => {
    const firsts = firstsOf(others);
    if (pick === null || firsts.length === 0) return null;
    const shares = pickShares(firsts, firsts);
    const share = shares.get(pick) ?? 0;
    const points = pointsForPick(share, answers);
    return { predicted: 1, share, points, pick, good: share === Math.max(...shares.values()) };
  });
}

const firstsOf = (ballots: readonly RankingBallot[]): readonly string[] =>
  ballots.flatMap(({ ranking }) => ranking?.[0] ?? []);

/** What each of the other players put first. */
export const firstsOfOthers = (ballots: ReadonlyMap<string, RankingBallot>, playerId: string): readonly string[] =>
  firstsOf([...ballots].flatMap(([id, ballot]) => (id === playerId ? [] : [ballot])));

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
