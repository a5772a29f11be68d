import type { Bet, MeasuredRate, TasteBoard } from "../../shared/protocol/lesson.ts";
import { wilson } from "../../shared/round/votes/share-interval.ts";
import { mean } from "./moments.ts";

/** A rate with its 95% interval (Wilson); 0 to 1 while there is nothing to rest on. */
export function measuredRate(share: number, of: number): MeasuredRate {
  return of === 0 ? { rate: 0.5, low: 0, high: 1, of } : { rate: share, ...wilson(share, of), of };
}

/** A bet's worth: 1 where it was right, 0 where it was wrong, a half where nothing was known. */
function hitOf({ chosen, chanceOfA }: Bet): number {
  if (chanceOfA === null || chanceOfA === 0.5) return 0.5;
  return chanceOfA > 0.5 === (chosen === "a") ? 1 : 0;
}

/**
 * How often the reward model was right about votes that it had not learnt from, round by round.
 * @param bets in the order in which the votes were cast
 * @param newest how many bets are told, the newest first
 */
export function tasteBoard(bets: readonly Bet[], newest: number): TasteBoard {
  const rounds = [...Map.groupBy(bets, ({ roundId }) => roundId)].map(([roundId, some]) => ({
    ...{ roundId, round: some[0]!.round, hits: measuredRate(mean(some.map(hitOf)), some.length) },
    sureness: mean(some.map(({ chanceOfA }) => 0.5 + Math.abs((chanceOfA ?? 0.5) - 0.5))),
    knew: some.some(({ chanceOfA }) => chanceOfA !== null),
  }));
  return { rounds: rounds.sort((x, y) => x.round - y.round), bets: bets.slice(-newest).reverse() };
}
