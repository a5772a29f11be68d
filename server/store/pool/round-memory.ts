/** Rounds that are remembered at most: the oldest makes room. */
const MOST_ROUNDS = 1_000;

/**
 * What this process knows of a round's deals, for a short while: it saves each deal from finding out anew what the one before found. Other
 * processes change the pool too, so nothing is believed for long.
 */
export class RoundMemory<T> {
  readonly #known = new Map<string, { readonly value: T; readonly until: number }>();
  readonly #trustedMs: number;
  readonly #now: () => number;

  /**
   * @param trustedMs how long something is believed
   * @param now milliseconds
   */
  constructor(trustedMs: number, now: () => number) {
    this.#trustedMs = trustedMs;
    this.#now = now;
  }

  /** Null where nothing is known, or not any more. */
  of(roundId: string): T | null {
    const known = this.#known.get(roundId);
    return known === undefined || known.until < this.#now() ? null : known.value;
  }

  /** @param isNew found out now; what only goes on from what was known is believed no longer than that */
  keep(roundId: string, value: T, isNew: boolean): void {
    const until = isNew ? this.#now() + this.#trustedMs : (this.#known.get(roundId)?.until ?? 0);
    this.#known.delete(roundId);
    this.#known.set(roundId, { value, until });
    if (this.#known.size > MOST_ROUNDS) this.#known.delete(this.#known.keys().next().value!);
  }

  /** What is known of a round or, without one, everything: the pool has changed here. */
  forget(roundId?: string): void {
    if (roundId === undefined) this.#known.clear();
    else this.#known.delete(roundId);
  }
}
