import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { processorMs } from "../process-usage.ts";

const MAIN = fileURLToPath(new URL("../../../trainer/main.ts", import.meta.url));
const GRACE_MS = 30_000;

/** A trainer of ours, as users run it. */
export interface OwnTrainer {
  /** How often it has said something with these words. */
  said(words: string): number;
  /** What it said last. */
  lastWords(): string;
  signal(signal: NodeJS.Signals): void;
  /** Seconds of processor time that it took so far; null where the system doesn't tell. */
  processorSeconds(): number | null;
  /** Asks it to end; returns its exit code, null when it had to be killed. */
  stop(): Promise<number | null>;
}

/**
 * Starts one, in a process of its own.
 * @param env its whole environment
 */
export function startTrainer(env: Readonly<Record<string, string | undefined>>): OwnTrainer {
  const child: ChildProcess = spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
  const lines: string[] = [];
  for (const stream of [child.stdout!, child.stderr!])
    createInterface({ input: stream }).on("line", (line) => lines.push(line));
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  return {
    said: (words) => lines.filter((line) => line.includes(words)).length,
    lastWords: () => lines.slice(-3).join("\n"),
    signal: (signal) => void child.kill(signal),
    processorSeconds() {
      const ms = child.pid === undefined ? null : processorMs(child.pid);
      return ms === null ? null : ms / 1_000;
    },
    async stop() {
      child.kill("SIGCONT"); // one that stands still hears nothing
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      const code = await gone;
      clearTimeout(kill);
      return code;
    },
  };
}
