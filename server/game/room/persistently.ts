import { setTimeout as sleep } from "node:timers/promises";

/** Pauses after failures double from the first to the second figure. */
const PAUSE_MS = [200, 5_000] as const;

/**
 * Repeats work until it succeeds, so that a database that is away for a while stops no game. The work must be repeatable: it may
 * have been done when its answer got lost. Once the signal is aborted the last failure is thrown.
 */
export async function persistently<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
  onFailure: (error: unknown, pauseMs: number) => void,
): Promise<T> {
  for (let pause: number = PAUSE_MS[0]; ; pause = Math.min(pause * 2, PAUSE_MS[1])) {
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw error;
      onFailure(error, pause);
      await sleep(pause, undefined, { signal }).catch(() => {}); // the game is closing: one last try
    }
  }
}
