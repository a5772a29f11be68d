import { setTimeout as sleep } from "node:timers/promises";

/** Work that is done again after a change. */
export interface Refresher {
  /** Something changed. */
  changed(): void;
  /** Somebody wants the result now: works if there was a change meanwhile. */
  wake(): void;
  /** Starts nothing more, and resolves when the work under way is done. */
  stop(): Promise<void>;
}

/**
 * Works one at a time, and at most once in `pauseMs`: all changes meanwhile lead to one more run. While the result
 * isn't wanted, nothing runs and the change is remembered. Work that fails runs again at the next change or call.
 */
export function refresher(
  work: () => Promise<void>,
  { isWanted, onError, pauseMs }: { isWanted: () => boolean; onError: (error: unknown) => void; pauseMs: number },
): Refresher {
  const stopping = new AbortController();
  let stale = true;
  let busy = false;
  let last: Promise<void> = Promise.resolve();

  async function run(): Promise<void> {
    busy = true;
    try {
      for (let failed = false; !failed && isDue(); ) {
        stale = false;
        failed = !(await succeeds());
        await sleep(pauseMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {});
      }
    } finally {
      busy = false;
    }
  }

  async function succeeds(): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      stale = true;
      onError(error);
      return false;
    }
  }

  const isDue = () => stale && isWanted() && !stopping.signal.aborted;

  function wake(): void {
    if (!busy && isDue()) last = run();
  }

  return {
    wake,
    changed() {
      stale = true;
      wake();
    },
    stop() {
      stopping.abort();
      return last;
    },
  };
}
