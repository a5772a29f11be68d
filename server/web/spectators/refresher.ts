import { setTimeout as sleep } from "node:timers/promises";

/** Something that is worked out anew after it has changed. */
export interface Refresher {
  /** What it is about has changed. */
  changed(): void;
  /** Somebody wants it now: works if there was a change meanwhile. */
  wake(): void;
  /** Begins nothing more, and resolves when what is under way is through. */
  stop(): Promise<void>;
}

/**
 * Works once at a time, and at most once in `pauseMs`: however many changes come meanwhile, they lead to one more time. While it
 * isn't wanted, nothing is done and the change is remembered. Work that fails is done again at the next change or call.
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
