/** The longest time that is told. */
const MOST_MS = 3_600_000;

interface Lap {
  /** When each pair came into the player's hands. */
  readonly dealtAt: Map<string, number>;
  /** The first time that was measured for a pair: a verdict that is sent again, after a lost line, keeps it. */
  readonly measured: Map<string, number | null>;
  /** The player's last verdict of this beat, or when they came in. */
  lastAt: number;
}

/**
 * How long each player of a room had for each verdict of the beat under way, by the server's own clock, since what a client says
 * may be made up.
 *
 * @param clock milliseconds that nobody can set, such as `performance.now`
 */
export class Stopwatch {
  readonly #clock: () => number;
  readonly #laps = new Map<string, Lap>();
  #beatAt: number | null = null;

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** A beat begins, and the times of the one before are dropped. */
  beat(): void {
    this.#laps.clear();
    this.#beatAt = this.#clock();
  }

  /** A player comes in for the first time, and can't have seen anything before. */
  arrived(playerId: string): void {
    this.#lap(playerId).lastAt = this.#clock();
  }

  dealt(playerId: string, pairIds: readonly string[]): void {
    const { dealtAt } = this.#lap(playerId);
    for (const id of pairIds) if (!dealtAt.has(id)) dealtAt.set(id, this.#clock());
  }

  /**
   * The time that the player had for a verdict that is given now: since it was dealt to them or, of what everybody judges, since
   * the beat began, or since their last verdict or their coming where that was later.
   *
   * @returns whole milliseconds, at most an hour; null where this process doesn't know when it was dealt
   */
  measure(playerId: string, id: string, dealt: "to the player" | "to everybody"): number | null {
    const lap = this.#lap(playerId);
    const known = lap.measured.get(id);
    if (known !== undefined) return known;
    const from = dealt === "to everybody" ? this.#beatAt : (lap.dealtAt.get(id) ?? null);
    const now = this.#clock();
    const measured = from === null ? null : Math.min(MOST_MS, Math.round(now - Math.max(from, lap.lastAt)));
    lap.measured.set(id, measured);
    lap.lastAt = now;
    return measured;
  }

  #lap(playerId: string): Lap {
    const known = this.#laps.get(playerId);
    if (known !== undefined) return known;
    const lap: Lap = { dealtAt: new Map(), measured: new Map(), lastAt: Number.NEGATIVE_INFINITY };
    this.#laps.set(playerId, lap);
    return lap;
  }
}
