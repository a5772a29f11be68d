import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that is started again as soon as it ends, as a supervisor of servers does. */
export interface KillableProcess {
  /** Null between two lives. */
  readonly pid: number | null;
  /** Ends it for good; resolves with its exit code, or null when it had to be killed. */
  stop(): Promise<number | null>;
}

const SERVER = fileURLToPath(new URL("../../..", import.meta.url));
const PAUSE_MS = 200;
const GRACE_MS = 30_000;

/** @param entry a file below `server/` */
export function startKillable(
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
  onLine: (line: string) => void,
): KillableProcess {
  let stopping = false;
  let child = start();
  let timer: NodeJS.Timeout | undefined;

  function start() {
    // The channel's closing tells it that this process was killed.
    const life = spawn(process.execPath, [SERVER + entry], { env, stdio: ["ignore", "pipe", "pipe", "ipc"] });
    for (const stream of [life.stdout, life.stderr]) stream?.setEncoding("utf8").on("data", onLine);
    life.once("exit", () => {
      if (stopping) return;
      timer = setTimeout(() => {
        child = start();
      }, PAUSE_MS);
    });
    return life;
  }
  const isOver = () => child.exitCode !== null || child.signalCode !== null;

  return {
    get pid() {
      return isOver() ? null : (child.pid ?? null);
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (isOver()) return child.exitCode;
      const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      const code = await gone;
      clearTimeout(kill);
      return code;
    },
  };
}
