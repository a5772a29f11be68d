import type { Logger } from "pino";

/**
 * Ends the process in an orderly way at the first signal (or when the process that started it is gone), and in any case
 * after `withinMs`: whoever stops us, stops us for good.
 */
export function stopOnSignal(stop: () => Promise<void>, withinMs: number, log: Logger): void {
  let stopping = false;
  const onSignal = async () => {
    if (stopping) return;
    stopping = true;
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
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) process.on(signal, onSignal);
}

/** What a process says to the one that started it once it is of use. */
export const READY = "ready";

/** Says so; a process that nobody watches over says it to nobody. */
export function tellReady(): void {
  process.send?.(READY);
}
