/** Watches a room through the eyes of all its players: how long each vote takes until the last of them has seen it. */
export class SeenByAll {
  readonly #players: number;
  readonly #waiting = new Map<
    string,
    { readonly count: number; readonly sentAt: number; readonly missing: Set<number> }
  >();
  /** Milliseconds from sending a vote until everybody had seen it. */
  readonly times: number[] = [];

  /** @param players how many look at the room */
  constructor(players: number) {
    this.#players = players;
  }

  /** How many votes somebody hasn't seen yet. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * A player votes, and is watched until everybody has seen it; only one vote of a player at a time is.
   * @param count verdicts that the player will have given then
   */
  sent(voter: string, count: number, sentAt: number): void {
    if (this.#waiting.has(voter)) return;
    const missing = new Set(Array.from({ length: this.#players }, (_, i) => i));
    this.#waiting.set(voter, { count, sentAt, missing });
  }

  /** The vote wasn't taken. */
  refused(voter: string): void {
    this.#waiting.delete(voter);
  }

  /**
   * A player has been sent the room's state.
   * @param judged verdicts that a player has given, as this state says; undefined where it doesn't know them
   */
  looked(player: number, judged: (voter: string) => number | undefined, now: number): void {
    for (const [voter, { count, sentAt, missing }] of this.#waiting) {
      if (!missing.has(player) || (judged(voter) ?? 0) < count) continue;
      missing.delete(player);
      if (missing.size > 0) continue;
      this.times.push(now - sentAt);
      this.#waiting.delete(voter);
    }
  }
}
