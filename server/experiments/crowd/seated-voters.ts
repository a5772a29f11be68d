import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { REPEAT_EVERY } from "../../game/round/deal-rapid.ts";
import { type StandardCamp, verdictOf } from "./standard-crowd.ts";

/** Two answers to one prompt, with their sides as a player sees them. */
export interface SeatedPair<T extends { readonly text: string }> {
  readonly prompt: { readonly id: string; readonly text: string };
  readonly a: T;
  readonly b: T;
}

/** A player's verdict on a pair. */
export interface SeatedVote<P> {
  /** From 1. */
  readonly id: number;
  /** Of the player, from 0. */
  readonly seat: number;
  /** Its sides as they were dealt. */
  readonly pair: P;
  readonly verdict: Verdict;
  /** The same player's earlier vote on the same pair, with its sides swapped. */
  readonly repeatOf?: number;
}

/** Players of a session who vote in turn. As in an arena, every sixth pair of a player is one of their own again, with its sides swapped. */
export interface SeatedVoters<P> {
  vote(fresh: () => P): SeatedVote<P>;
}

/** @param seats which camp each player belongs to */
export function seatedVoters<T extends { readonly text: string }>(
  seats: readonly StandardCamp[],
  noise: number,
  random: () => number,
): SeatedVoters<SeatedPair<T>> {
  const own = seats.map((): SeatedVote<SeatedPair<T>>[] => []);
  let id = 0;
  return {
    vote(fresh) {
      const seat = id++ % seats.length;
      const votes = own[seat]!;
      const number = votes.length + 1;
      const earlier = number % REPEAT_EVERY === 0 ? votes[number / REPEAT_EVERY - 1]! : null;
      const pair = earlier === null ? fresh() : { ...earlier.pair, a: earlier.pair.b, b: earlier.pair.a };
      const texts = { prompt: pair.prompt.text, a: pair.a.text, b: pair.b.text };
      const cast = {
        id,
        seat,
        pair,
        verdict: verdictOf(seats[seat]!, texts, noise, random),
        ...(earlier === null ? {} : { repeatOf: earlier.id }),
      };
      votes.push(cast);
      return cast;
    },
  };
}
