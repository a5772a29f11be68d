import { rankingShares } from "../reward-ensemble.ts";
import type { TrainingPair } from "../training-pair.ts";
import { type DatedVerdict, followTaste, oldShare, type TasteHistory } from "./taste-change.ts";

/** Whether and when the crowd changed its mind, by criterion; "" where none was named. */
export type TasteHistories = ReadonlyMap<string, TasteHistory>;

const criterionOf = ({ criterion }: TrainingPair): string => criterion ?? "";

/**
 * Goes on following the crowd's taste, each criterion by itself: a crowd that is asked something else didn't change its mind.
 * @param pairs people's, the oldest first
 * @param along a pair's difference along the principal axes; asked only of pairs that are compared now
 * @param countOf what a pair counts by its addresses' share, 0-1: a flood of votes from one address is no crowd that changed its mind
 * @param previous of the first of these pairs
 */
export function followTastes(
  pairs: readonly TrainingPair[],
  along: (pair: TrainingPair) => Float64Array,
  countOf: (pair: TrainingPair) => number,
  previous: TasteHistories,
): TasteHistories {
  const shareOf = rankingShares(pairs);
  const verdictOf = (pair: TrainingPair): DatedVerdict => {
    let x: Float64Array | null = null;
    return {
      id: pair.id,
      label: pair.label,
      weight: shareOf(pair) * countOf(pair),
      get x() {
        x ??= along(pair);
        return x;
      },
    };
  };
  const byCriterion = Map.groupBy(pairs, criterionOf);
  return new Map(
    [...byCriterion].map(([name, own]) => [name, followTaste(own.map(verdictOf), previous.get(name) ?? null)]),
  );
}

/**
 * What pairs count by their age, 0-1: those from before a change of taste together as little as `oldShare` says. What an AI judge said has no age.
 */
export function presentShares(
  pairs: readonly TrainingPair[],
  histories: TasteHistories,
): (pair: TrainingPair) => number {
  const isOld = (pair: TrainingPair): boolean => {
    const changedAt = histories.get(criterionOf(pair))?.changedAt ?? null;
    return changedAt !== null && pair.id > 0 && pair.id < changedAt;
  };
  const shareOf = rankingShares(pairs);
  const old = Map.groupBy(pairs.filter(isOld), criterionOf);
  const shares = new Map(
    [...old].map(([name, own]) => [name, oldShare(own.map((pair) => ({ weight: shareOf(pair) })))]),
  );
  return (pair) => (isOld(pair) ? shares.get(criterionOf(pair))! : 1);
}
