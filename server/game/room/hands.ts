import type { PairView } from "../../../shared/protocol/views.ts";

interface Hand {
  readonly roundId: string;
  /** Dealt and not judged yet, by id, in the order of the deal. */
  readonly pairs: Map<string, PairView>;
  /** Ids of those that the player's present connection was sent. */
  shown: Set<string>;
}

/** What each player of a room has been dealt in this session, and what of it they hold. A hand outlives its player's connection. */
export class Hands {
  readonly #dealt = new Map<string, number>();
  readonly #hands = new Map<string, Hand>();

  dealtTo(playerId: string): number {
    return this.#dealt.get(playerId) ?? 0;
  }

  /** Counted before the deal, so that two deals at once know of each other. */
  promise(playerId: string, count: number): void {
    this.#dealt.set(playerId, this.dealtTo(playerId) + count);
  }

  /** Whether this process knows what the player holds in a round. */
  knows(playerId: string, roundId: string): boolean {
    return this.#hands.get(playerId)?.roundId === roundId;
  }

  /** Takes up the hand of a round, with what was found of it. */
  open(playerId: string, roundId: string, pairs: readonly PairView[]): void {
    this.#hands.set(playerId, { roundId, pairs: new Map(pairs.map((pair) => [pair.id, pair])), shown: new Set() });
  }

  /** @returns a function that notes pairs as sent to the connection that asks now; one that takes over meanwhile is still owed them */
  dealer(playerId: string): (pairs: readonly PairView[]) => void {
    const hand = this.#hands.get(playerId);
    const shown = hand?.shown;
    return (pairs) => {
      for (const pair of pairs) {
        hand?.pairs.set(pair.id, pair);
        shown?.add(pair.id);
      }
    };
  }

  /** At most `count` pairs that the player holds and hasn't been sent on the present connection; from now on they have. */
  owed(playerId: string, count: number): readonly PairView[] {
    const hand = this.#hands.get(playerId);
    if (hand === undefined) return [];
    const owed = [...hand.pairs.values()].filter(({ id }) => !hand.shown.has(id)).slice(0, count);
    for (const { id } of owed) hand.shown.add(id);
    return owed;
  }

  heldBy(playerId: string): readonly string[] {
    return [...(this.#hands.get(playerId)?.pairs.keys() ?? [])];
  }

  judged(playerId: string, pairId: string): void {
    this.#hands.get(playerId)?.pairs.delete(pairId);
  }

  /** A new connection has been sent nothing. */
  connect(playerId: string): void {
    const hand = this.#hands.get(playerId);
    if (hand !== undefined) hand.shown = new Set();
  }

  /** The player is gone from the game. If they return, what they hold is read back from the store. */
  forget(playerId: string): void {
    this.#hands.delete(playerId);
  }
}
