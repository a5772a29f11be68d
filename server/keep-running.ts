import type { ChildProcess } from "node:child_process";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran for this long is taken to have started well. */
const HEALTHY_MS = 60_000;

export interface KeptProcess {
  /** Asks it to end, waits until it has, and kills it if it doesn't. */
  stop(): Promise<void>;
}

/** Starts a process again whenever it dies, after pauses that double while it keeps dying young. */
export function keepRunning(
  start: () => ChildProcess,
  options: { readonly graceMs: number; readonly onExit: (reason: string, pauseMs: number) => void },
): KeptProcess {
  let stopping = false;
  let child: ChildProcess;
  let exited: Promise<void>;
  let pauseMs = FIRST_PAUSE_MS;
  let restart: NodeJS.Timeout | undefined;

  function run(): void {
    const started = performance.now();
    child = start();
    exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        resolve();
        if (stopping) return;
        if (performance.now() - started > HEALTHY_MS) pauseMs = FIRST_PAUSE_MS;
        options.onExit(signal ?? `exit code ${code}`, pauseMs);
        restart = setTimeout(run, pauseMs);
        pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      });
    });
  }

  run();
  return {
    async stop() {
      stopping = true;
      clearTimeout(restart);
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), options.graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}
