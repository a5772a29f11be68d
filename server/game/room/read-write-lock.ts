/**
 * A read-write lock. Those who share it run together; whoever has it alone waits until they are through, and holds back those who
 * come after. In a room verdicts share it, each from its check to its commit, and what ends a beat has it alone: so a beat never ends
 * without a verdict that was committed in it.
 */
export class ReadWriteLock {
  readonly #sharing = new Set<Promise<unknown>>();
  /** Resolves when the last of those who want the lock alone is through; null where nobody does. */
  #exclusive: Promise<void> | null = null;

  /**
   * Runs a task beside others that share the lock.
   *
   * @returns what the task returns, or rejects with what it rejects with
   */
  async shared<T>(task: () => Promise<T>): Promise<T> {
    while (this.#exclusive !== null) await this.#exclusive;
    const running = task();
    this.#sharing.add(running);
    try {
      return await running;
    } finally {
      this.#sharing.delete(running);
    }
  }

  /** Runs a task while no other holds the lock; such tasks run one after another, in the order of the calls. */
  async alone<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = (this.#exclusive ?? Promise.resolve()).then(async () => {
      await Promise.allSettled(this.#sharing);
      return task();
    });
    const over: Promise<void> = turn.then(ignore, ignore).then(() => {
      if (this.#exclusive === over) this.#exclusive = null;
    });
    this.#exclusive = over;
    return turn;
  }
}

function ignore(): void {}

/** What each player sends is dealt with one after another, so that the last of it is what counts, in the game and in the store alike. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  after<T>(playerId: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#last.get(playerId) ?? Promise.resolve()).then(work);
    const done = turn
      .catch(() => {})
      .then(() => {
        if (this.#last.get(playerId) === done) this.#last.delete(playerId);
      });
    this.#last.set(playerId, done);
    return turn;
  }
}
