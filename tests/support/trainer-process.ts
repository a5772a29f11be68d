import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../server/trainer/main.ts", import.meta.url));

export interface Trainer {
  /** What it has logged. */
  readonly lines: readonly { readonly msg: string; readonly comparisons?: number; readonly level: number }[];
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** The trainer as users run it. */
export function startTrainer(settings: Readonly<Record<string, string>>): Trainer {
  const environment = { ...process.env, LOG_LEVEL: "info", ...settings };
  const child: ChildProcess = spawn(process.execPath, [MAIN], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: Trainer["lines"][number][] = [];
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line)));
  return {
    lines,
    end: (signal) => {
      child.kill(signal);
      return gone;
    },
  };
}
