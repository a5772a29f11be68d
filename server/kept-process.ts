import type { Logger } from "pino";

/**
 * Stops the process in order at the first signal, or when the process that started it is gone. After `withinMs` it
 * ends in any case.
 *
 * @param before what a SIGTERM gives time for before the process stops. Its signal is aborted by a second signal and by
 * Ctrl+C, which nobody wants to wait for.
 */
export function stopOnSignal(
  stop: () => Promise<void>,
  withinMs: number,
  log: Logger,
  before: (atOnce: AbortSignal) => Promise<void> = async () => {},
): void {
  const atOnce = new AbortController();
  let stopping = false;
  const onSignal = async (isPatient: boolean) => {
    if (stopping || !isPatient) atOnce.abort();
    if (stopping) return;
    stopping = true;
    try {
      if (!atOnce.signal.aborted) await before(atOnce.signal);
    } catch (error) {
      log.error({ err: error }, "Could not prepare to stop");
    }
    log.info("Stopping");
    setTimeout(() => {
      log.error(`Stopping took longer than ${withinMs / 1000} s; ending without`);
      process.exit(1);
    }, withinMs);
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, "Could not stop in order");
      process.exit(1);
    }
  };
  process.on("SIGTERM", () => onSignal(true));
  for (const event of ["SIGINT", "disconnect"] as const) process.on(event, () => onSignal(false));
}

/** What a process sends to the one that started it once it is ready. */
export const READY = "ready";

/** Sends it. Without a parent process nothing happens; of one that is just gone `stopOnSignal` hears, and this process still has to stop in order. */
export function tellReady(): void {
  process.send?.(READY, undefined, {}, () => {});
}
