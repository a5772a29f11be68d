/** What each player of a room has been dealt in this session, and which of it they may still be holding. */
export class Hands {
  readonly #dealt = new Map<string, number>();
  readonly #held = new Map<string, Set<string>>();

  dealtTo(playerId: string): number {
    return this.#dealt.get(playerId) ?? 0;
  }

  /** Counted before the deal, so that of two deals at once each knows of the other. */
  promise(playerId: string, count: number): void {
    this.#dealt.set(playerId, this.dealtTo(playerId) + count);
  }

  give(playerId: string, pairIds: readonly string[]): void {
    const held = this.#held.get(playerId) ?? new Set();
    for (const id of pairIds) held.add(id);
    this.#held.set(playerId, held);
  }

  heldBy(playerId: string): readonly string[] {
    return [...(this.#held.get(playerId) ?? [])];
  }

  /** A new connection holds nothing. */
  empty(playerId: string): void {
    this.#held.delete(playerId);
  }
}
