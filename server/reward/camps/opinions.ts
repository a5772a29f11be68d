import { hash, rankingShares } from "../reward-ensemble.ts";
import type { RaterBallot, TrainingPair } from "../training-pair.ts";
import type { Judged } from "./crowd-head.ts";
import { alongAxes, type PrincipalAxes } from "./principal-axes.ts";

/** A rater's verdict on a pair, each opinion once. */
export interface Opinion extends Judged {
  /** Index among the raters. */
  readonly rater: number;
  /** What it counts, 0-1: a ranking's pairs count together as one opinion, and no address more than its share. */
  readonly weight: number;
  /** Opinions on one prompt have one fold. */
  readonly fold: number;
}

/** Who voted, and how: all that camps are found by. */
export interface CrowdOpinions {
  readonly raters: readonly string[];
  readonly opinions: readonly Opinion[];
}

/** Parts that prompts are dealt into; camps are examined on each by what the others tell. */
export const FOLDS = 4;
/** A rater with fewer opinions says too little to belong anywhere. */
const FEWEST_OPINIONS = 5;

/**
 * The opinions of those raters who gave enough of them. Repeated pairs are left out, as the same opinion twice, and of votes by several
 * criteria those by the most frequent: people who were asked different questions are no camps.
 * @param unit length along an axis that counts as 1
 * @param byAddress what a ballot counts by its address's share, 0-1
 */
export function crowdOpinions(
  pairs: readonly TrainingPair[],
  axes: PrincipalAxes,
  unit: number,
  byAddress: (pair: TrainingPair, ballot: RaterBallot) => number,
): CrowdOpinions {
  const judged = pairs.filter(({ ballots = [], repeatOf }) => ballots.length > 0 && repeatOf === undefined);
  const asked = commonest(judged);
  const shareOf = rankingShares(pairs);
  const given = judged
    .filter(({ criterion = null }) => (criterion ?? asked) === asked)
    .flatMap((pair) => {
      const x = alongAxes(axes, unit, pair);
      const fold = hash(`camps ${pair.promptId}`) % FOLDS;
      return pair.ballots!.map((ballot) => ({
        ...{ name: ballot.rater, x, label: ballot.label, fold },
        weight: Math.min(1, pair.weight ?? 1) * shareOf(pair) * byAddress(pair, ballot),
      }));
    });
  const enough = [...Map.groupBy(given, ({ name }) => name)].filter(([, own]) => own.length >= FEWEST_OPINIONS);
  return {
    raters: enough.map(([name]) => name),
    opinions: enough.flatMap(([, own], rater) => own.map(({ name: _name, ...opinion }) => ({ ...opinion, rater }))),
  };
}

/** The criterion by which most pairs were judged; null where none was named. */
function commonest(pairs: readonly TrainingPair[]): string | null {
  const named = pairs.flatMap(({ criterion }) => criterion ?? []);
  const counts = [...Map.groupBy(named, (criterion) => criterion)].toSorted((a, b) => b[1].length - a[1].length);
  return counts[0]?.[0] ?? null;
}
