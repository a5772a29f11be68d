import type { Logger } from "pino";

/**
 * Stops the process in order at the first signal, or when the process that started it is gone. After `withinMs` it
 * ends in any case.
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

/** What a process sends to the one that started it once it is ready. */
export const READY = "ready";

/** Sends it. Without a parent process nothing happens. */
export function tellReady(): void {
  process.send?.(READY);
}
