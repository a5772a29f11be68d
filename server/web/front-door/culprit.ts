import { AsyncLocalStorage } from "node:async_hooks";

/** For this long after its end a connection still answers for what its timers and promises do. */
const ANSWERABLE_MS = 10_000;

/** The one connection for which some code runs, so that a fault of that code can be made to cost this connection and no other. */
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

  /** To be called when the connection is gone. */
  ended(): void {
    this.#endedAt = performance.now();
  }

  get answerable(): boolean {
    return performance.now() < this.#endedAt + ANSWERABLE_MS;
  }
}

const atWork = new AsyncLocalStorage<Culprit>();

/**
 * Runs work for a connection. What it throws is told and ends that connection; what its timers and promises throw later can be laid
 * at its door by `culpritAtWork`.
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

/** Whose work is being done, in a handler of `uncaughtException` too; null where it is nobody's, or of one long gone. */
export function culpritAtWork(): Culprit | null {
  const culprit = atWork.getStore();
  return culprit?.answerable === true ? culprit : null;
}
