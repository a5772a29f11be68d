import type { ChildProcess } from "node:child_process";
import { READY } from "./kept-process.ts";

const FIRST_PAUSE_MS = 50;
/** Players wait while a process that was killed starts again. */
const LONGEST_PAUSE_MS = 2_000;
/**
 * A process that ends by itself before it is ready waits for a person to repair something. Each attempt costs a
 * second of a core.
 */
const LONGEST_PAUSE_UNABLE_MS = 30_000;

/** How a process is asked to end: in its own time, which may be minutes where players move to another one, or at once. */
export type StopSignal = "SIGTERM" | "SIGINT";

export interface KeptProcess {
  /** Asks it to end, waits until it has, and kills it if it doesn't. A second request is for it to end at once. */
  stop(signal?: StopSignal): Promise<void>;
}

/**
 * Milliseconds to wait before a process is started again.
 * @param failures how many processes in a row ended before they were ready, this one included
 * @param gaveUp whether it ended by itself before it was ready, not by a signal
 */
export function pauseBefore(failures: number, gaveUp: boolean): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** failures, gaveUp ? LONGEST_PAUSE_UNABLE_MS : LONGEST_PAUSE_MS);
}

/**
 * Starts a process again whenever it ends: at once if it had been ready (`tellReady`), else after pauses that double.
 */
export function keepRunning(
  start: () => ChildProcess,
  options: { readonly graceMs: number; readonly onExit: (reason: string, pauseMs: number) => void },
): KeptProcess {
  let stopping = false;
  let child: ChildProcess;
  let exited: Promise<void>;
  let failures = 0;
  let restart: NodeJS.Timeout | undefined;

  function run(): void {
    let ready = false;
    child = start();
    child.on("message", (message) => {
      ready ||= message === READY;
    });
    exited = new Promise((resolve) => {
      const over = (reason: string, gaveUp: boolean) => {
        resolve();
        if (stopping) return;
        failures = ready ? 0 : failures + 1;
        const pauseMs = pauseBefore(failures, gaveUp && !ready);
        options.onExit(reason, pauseMs);
        restart = setTimeout(run, pauseMs);
      };
      child.once("exit", (code, signal) => over(signal ?? `exit code ${code}`, signal === null));
      child.once("error", (error) => {
        if (child.pid === undefined) over(error.message, true); // the system has no room for a process
      });
    });
  }

  run();
  return {
    async stop(signal = "SIGTERM") {
      stopping = true;
      clearTimeout(restart);
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      child.kill(signal);
      const kill = setTimeout(() => child.kill("SIGKILL"), options.graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}
