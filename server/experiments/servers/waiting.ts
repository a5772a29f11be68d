import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

/** Settles as the promise does, or rejects with the signal's reason as soon as it is aborted. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Waits for a condition. Rejects with the complaint when that takes too long, and when the signal is aborted. */
export async function until(
  condition: () => Promise<boolean>,
  withinMs: number,
  signal: AbortSignal,
  complaint: () => string,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(complaint());
    await sleep(POLL_MS, undefined, { signal });
  }
}
