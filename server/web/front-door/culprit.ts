import { AsyncLocalStorage } from "node:async_hooks";

/** A connection answers for its timers and promises for this long after its end. */
const ANSWERABLE_MS = 10_000;

/** The connection for which some code runs. A fault of that code costs this connection and no other. */
export class Culprit {
  readonly #cut: () => void;
  #endedAt = Number.POSITIVE_INFINITY;

  /** @param cut ends the connection at once */
  constructor(cut: () => void) {
    this.#cut = cut;
  }

  cut(): void {
    this.#cut();
  }

  /** Call this when the connection is gone. */
  ended(): void {
    this.#endedAt = performance.now();
  }

  get answerable(): boolean {
    return performance.now() < this.#endedAt + ANSWERABLE_MS;
  }
}

const atWork = new AsyncLocalStorage<Culprit>();

/**
 * Runs work for a connection. An error that it throws is reported and ends that connection. `culpritAtWork` finds the
 * connection for errors that its timers and promises throw later.
 */
export function workFor<T>(culprit: Culprit, work: () => T, onFault: (error: unknown) => void): T | undefined {
  try {
    return atWork.run(culprit, work);
  } catch (error) {
    onFault(error);
    culprit.cut();
    return undefined;
  }
}

/**
 * The connection whose work is being done, also in a handler of `uncaughtException`. Null: nobody's, or one that
 * ended long ago.
 */
export function culpritAtWork(): Culprit | null {
  const culprit = atWork.getStore();
  return culprit?.answerable === true ? culprit : null;
}
