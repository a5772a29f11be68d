/**
 * A lock with readers and a writer, for a room. Verdicts pass together, each holding the gate from its check to its commit; what
 * closes a beat waits until they are through and holds back those that come after, so that no committed verdict is missed.
 */
export class Gate {
  readonly #passing = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  async pass<T>(task: () => Promise<T>): Promise<T> {
    while (this.#closed !== null) await this.#closed;
    const running = task();
    this.#passing.add(running);
    try {
      return await running;
    } finally {
      this.#passing.delete(running);
    }
  }

  /** Runs one task at a time, in the order of the calls. */
  async close<T>(task: () => T | Promise<T>): Promise<T> {
    const turn = (this.#closed ?? Promise.resolve()).then(async () => {
      await Promise.allSettled(this.#passing);
      return task();
    });
    const over: Promise<void> = turn.then(ignore, ignore).then(() => {
      if (this.#closed === over) this.#closed = null;
    });
    this.#closed = over;
    return turn;
  }
}

function ignore(): void {}
