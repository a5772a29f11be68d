import type { PairView } from "../../../shared/round/pair-view.ts";

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

/** The longest time that is told. */
const MOST_MS = 3_600_000;

interface Lap {
  /** When each pair came into the player's hands. */
  readonly dealtAt: Map<string, number>;
  /** What was said last of each pair, and the time it took: a verdict that is sent again, after a lost line, keeps it. */
  readonly measured: Map<string, { readonly says: string; readonly from: number | null; readonly ms: number | null }>;
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
   * the beat began, or since their last verdict or their coming where that was later. Who changes their mind has had the whole time.
   *
   * @param given what was judged, and what is said of it
   * @returns whole milliseconds, at most an hour; null where this process doesn't know when it was dealt
   */
  measure(
    playerId: string,
    { id, says }: { readonly id: string; readonly says: string },
    dealt: "to the player" | "to everybody",
  ): number | null {
    const lap = this.#lap(playerId);
    const before = lap.measured.get(id);
    if (before?.says === says) return before.ms;
    const now = this.#clock();
    const there = dealt === "to everybody" ? this.#beatAt : (lap.dealtAt.get(id) ?? null);
    const from = before !== undefined ? before.from : there === null ? null : Math.max(there, lap.lastAt);
    const ms = from === null ? null : Math.min(MOST_MS, Math.round(now - from));
    lap.measured.set(id, { says, from, ms });
    lap.lastAt = now;
    return ms;
  }

  #lap(playerId: string): Lap {
    const known = this.#laps.get(playerId);
    if (known !== undefined) return known;
    const lap: Lap = { dealtAt: new Map(), measured: new Map(), lastAt: Number.NEGATIVE_INFINITY };
    this.#laps.set(playerId, lap);
    return lap;
  }
}
