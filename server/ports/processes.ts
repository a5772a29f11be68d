/** How often something may be done by whoever a key stands for: `burst` times at once, then once every `everyMs`. */
export interface TryPace {
  readonly burst: number;
  readonly everyMs: number;
  /** How many may wait; further ones are refused. */
  readonly mostWaiting: number;
}

/** A key and the pace that holds for it. Keys of one kind have one pace. */
export interface CountedTry {
  readonly key: string;
  readonly pace: TryPace;
}

/** Tries that all web processes of a database count together, by the database's clock. */
export interface SharedBudgets {
  /**
   * Takes the next try of every key, or of none where one of them has too many waiting.
   * @returns milliseconds until the last of these tries may be made; or whole seconds after which another try makes sense
   */
  take(tries: readonly CountedTry[]): Promise<{ readonly waitMs: number } | { readonly fullForSeconds: number }>;
  /** Undoes a `take`. */
  giveBack(tries: readonly CountedTry[]): Promise<void>;
  /** Forgets the keys that have their whole burst again. @returns how many there were */
  forgetIdle(): Promise<number>;
}

/** What one web process does for all of them. */
export type Duty = "ratings";

/** Who does what for all. A duty is a row with an end by the database's clock, so that it works through any pooler. */
export interface Duties {
  /**
   * Takes a duty that nobody holds, or holds it longer.
   * @param holder any name that no other process has
   * @param forMs how long it stays theirs unless they ask again
   * @returns whether the holder has it now
   */
  hold(duty: Duty, holder: string, forMs: number): Promise<boolean>;
  /** Gives a duty up, so that another process may take it at once. */
  leave(duty: Duty, holder: string): Promise<void>;
}
