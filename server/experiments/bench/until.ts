import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 50;

/** Waits for a condition; fails with the complaint when it takes too long, and with the signal's reason when it is aborted. */
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
