import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openCluster } from "../../server/store/postgres/embedded/cluster.ts";
import { quickEnvironment } from "./quick-environment.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What `npm start` runs (or that itself), on a free port and a data folder of its own or of somebody else. */
export interface StartedThumbwar {
  readonly dataDir: string;
  /** Resolves with the web process's address; rejects with what was said when it ends before. */
  readonly url: Promise<string>;
  /** Resolves with its exit code (null when a signal ended it) and what it said on standard error. */
  readonly ended: Promise<{ code: number | null; errors: string }>;
  kill(signal: "SIGKILL" | "SIGTERM"): void;
  /** Process ids of what it started. */
  children(): number[];
}

const running = new Set<ChildProcess>();
const folders = new Set<ReturnType<typeof temporaryFolder>>();

export function startThumbwar(
  settings: Readonly<Record<string, string>>,
  command: readonly [string, ...string[]] = [process.execPath, "server/start.ts"],
): StartedThumbwar {
  const dataDir = settings.DATA_DIR ?? newDataDir();
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: ROOT,
    env: { ...quickEnvironment(), PORT: "0", HOST: "127.0.0.1", DATA_DIR: dataDir, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const ended = new Promise<{ code: number | null; errors: string }>((resolve) => {
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code, errors });
    });
  });
  const url = new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const port = /"port":(\d+)/.exec(line)?.[1];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    void ended.then(() => reject(new Error(`It ended before it was ready: ${errors}`)));
  });
  url.catch(() => {}); // for those that are not to start
  return { dataDir, url, ended, kill: (signal) => void child.kill(signal), children: () => childrenOf(child.pid ?? 0) };
}

/** Ends what a failed test left behind and removes the data folders. */
export async function stopThumbwars(): Promise<void> {
  for (const child of running) child.kill("SIGKILL");
  for (const folder of folders) {
    const cluster = openCluster(folder.path);
    if (cluster.isRunning()) await cluster.stop();
    folder.remove();
  }
  folders.clear();
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

function newDataDir(): string {
  const folder = temporaryFolder();
  folders.add(folder);
  return folder.path;
}

function childrenOf(pid: number): number[] {
  try {
    return execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
      .trim()
      .split("\n")
      .map(Number);
  } catch {
    return []; // pgrep fails where there are none
  }
}
