import { execFile, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openCluster } from "../../../store/postgres/embedded/cluster.ts";
import { startCluster } from "../../servers/cluster/start-cluster.ts";
import type { Victim } from "./kill-plan.ts";

/** Servers on a data folder of their own. Whoever started their processes starts them again. */
export interface StartedServer {
  /** Where players go. */
  readonly url: string;
  /** Process id of one of its processes; null between two lives. */
  pidOf(victim: Victim): Promise<number | null>;
  /** What it said last. */
  lastWords(): string;
  /** Asks it to end. Returns its exit code (null when it had to be killed) and how many processes it has left running. */
  stop(): Promise<{ readonly code: number | null; readonly leftRunning: number }>;
}

const START = fileURLToPath(new URL("../../../start.ts", import.meta.url));
const ENTRIES = { web: "server/main.ts", trainer: "server/trainer/main.ts" } as const;
const GRACE_MS = 60_000;
const TAIL = 4_000;
const run = promisify(execFile);

/** What `npm start` runs. */
export function startServer(
  env: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  port: number,
): StartedServer {
  const child = spawn(process.execPath, [START], {
    env: { ...env, DATA_DIR: dataDir, PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-TAIL);
    });
  }
  const gone = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const cluster = openCluster(dataDir);

  return {
    url: `http://127.0.0.1:${port}`,
    async pidOf(victim) {
      if (victim === "postgres") return cluster.pid();
      if (victim !== "web" && victim !== "trainer") return null;
      const below = await processesBelow(child.pid ?? 0);
      return below.find(({ command }) => command.replaceAll("\\", "/").endsWith(ENTRIES[victim]))?.pid ?? null;
    },
    lastWords: () => said,
    async stop() {
      const below = await processesBelow(child.pid ?? 0);
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      const code = await gone;
      clearTimeout(kill);
      const alive = below.filter(({ pid }) => isAlive(pid)).length;
      return { code, leftRunning: alive + (cluster.isRunning() ? 1 : 0) };
    },
  };
}

/** Web processes behind nginx, with Redis and a trainer, whose processes can be killed. */
export async function startKillableCluster(
  webs: number,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  abort: AbortController,
): Promise<StartedServer> {
  let said = "";
  const hear = (node: string, line: string) => {
    said = `${said}${node}: ${line}\n`.slice(-TAIL);
  };
  const plan = { webs, trainer: true, port: 0, dataDir, environment };
  const cluster = await startCluster(plan, abort.signal, hear, (error) => abort.abort(error));
  const database = openCluster(dataDir);
  const nodes = [...cluster.webs, ...(cluster.trainer === null ? [] : [cluster.trainer])];

  return {
    url: cluster.url,
    async pidOf(victim) {
      if (victim === "postgres") return database.pid();
      return nodes.find(({ name }) => name === victim)?.pid ?? null;
    },
    lastWords: () => said,
    async stop() {
      const pids = nodes.flatMap(({ pid }) => (pid === null ? [] : [pid]));
      await cluster.stop();
      return { code: 0, leftRunning: pids.filter(isAlive).length + (database.isRunning() ? 1 : 0) };
    },
  };
}

/** @throws Error where there is no `ps`, as on Windows */
async function processesBelow(parent: number): Promise<{ pid: number; command: string }[]> {
  const { stdout } = await run("ps", ["-A", "-o", "pid=,ppid=,stat=,args="]);
  return stdout.split("\n").flatMap((line) => {
    const [, pid, ppid, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line.trimEnd()) ?? [];
    const isZombie = state?.startsWith("Z") ?? true;
    return Number(ppid) === parent && !isZombie ? [{ pid: Number(pid), command: command ?? "" }] : [];
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
