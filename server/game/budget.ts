/** How much a key may take at once, and how much of it comes back each second. */
export interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

interface Purse {
  left: number;
  /** Milliseconds on the budget's clock. */
  at: number;
}

/** Keys that are remembered at once; the one that was silent longest is forgotten for a new one. */
const MOST_KEYS = 10_000;

/**
 * A token bucket for every key, such as the network that a request comes from (`networkOf`). A new key has its whole burst.
 *
 * @param now a monotonic clock in milliseconds, such as `performance.now`
 */
export class Budget {
  readonly #allowance: Allowance;
  readonly #now: () => number;
  readonly #mostKeys: number;
  /** In the order in which they were last used. */
  readonly #purses = new Map<string, Purse>();

  constructor(allowance: Allowance, now: () => number, mostKeys = MOST_KEYS) {
    this.#allowance = allowance;
    this.#now = now;
    this.#mostKeys = mostKeys;
  }

  /** Takes `cost` from the key's share. @returns false, with nothing taken, where less is left */
  take(key: string, cost = 1): boolean {
    const left = this.#left(key);
    const enough = left >= cost;
    this.#remember(key, enough ? left - cost : left);
    return enough;
  }

  /** Undoes a `take`. */
  giveBack(key: string, cost = 1): void {
    this.#remember(key, Math.min(this.#allowance.burst, this.#left(key) + cost));
  }

  /** Leaves a key no more than this, which may be less than nothing. */
  leaveAtMost(key: string, left: number): void {
    this.#remember(key, Math.min(this.#left(key), left));
  }

  /** Whether `take` would succeed. */
  has(key: string, cost = 1): boolean {
    return this.#left(key) >= cost;
  }

  /** Whole seconds until `take` would succeed, for a Retry-After header; 0 where it does now. */
  waitSeconds(key: string, cost = 1): number {
    return Math.max(0, Math.ceil((cost - this.#left(key)) / this.#allowance.perSecond));
  }

  #left(key: string): number {
    const purse = this.#purses.get(key);
    const { burst, perSecond } = this.#allowance;
    if (purse === undefined) return burst;
    return Math.min(burst, purse.left + ((this.#now() - purse.at) / 1000) * perSecond);
  }

  #remember(key: string, left: number): void {
    this.#purses.delete(key);
    this.#purses.set(key, { left, at: this.#now() });
    const [silent] = this.#purses.keys();
    if (this.#purses.size > this.#mostKeys && silent !== undefined) this.#purses.delete(silent);
  }
}
