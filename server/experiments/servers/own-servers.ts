import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { openCluster } from "../../store/postgres/embedded/cluster.ts";

/** A web process and a trainer of our own, on a free port, with a throw-away data folder and the embedded Postgres. */
export interface OwnServers {
  readonly url: string;
  /** Process id of the web process. */
  readonly webPid: number;
  /** Process id of the trainer; null without one. */
  readonly trainerPid: number | null;
  /** Where the embedded Postgres and the models are. */
  readonly dataDir: string;
  /** Stops both, and Postgres, and removes the folder. */
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL("../..", import.meta.url));
/** How long a process may take to stop; the trainer finishes its iteration first. */
const GRACE_MS = 30_000;
/** Last characters of a process's errors that are kept for the message about its end. */
const TAIL = 2_000;

interface Running {
  readonly pid: number;
  /** Lines of its log, until it ends. */
  readonly lines: AsyncIterable<string>;
  stop(): Promise<void>;
}

interface ServersPlan {
  readonly trainer: boolean;
  /** Puts something into the data folder before any process starts. */
  readonly prepare?: (dataDir: string) => Promise<void>;
}

/**
 * @param environment that of this process; its database, port and data folder are not used
 * @param onDeath called when one of them ends by itself
 */
export async function startOwnServers(
  environment: Readonly<Record<string, string | undefined>>,
  { trainer, prepare = async () => {} }: ServersPlan,
  signal: AbortSignal,
  onDeath: (error: Error) => void,
): Promise<OwnServers> {
  const { dataDir, remove } = await throwAwayDataDir();
  // These servers need no password, whatever the user's own server has.
  const env = { ...environment, HOST_PASSWORD: "", DATA_DIR: dataDir, PORT: "0", HOST: "127.0.0.1", LOG_LEVEL: "info" };
  const start = (name: string, entry: string) =>
    startProcess(name, entry, { ...env, DATABASE_URL: "", DATABASE_DIRECT_URL: "" }, onDeath);
  const running: Running[] = [];
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop()));
    await remove();
  };
  try {
    await prepare(dataDir);
    const web = start("web", "main.ts");
    running.push(web);
    const port = await portOf(web.lines, signal);
    const learning = trainer ? drained(start("trainer", "trainer/main.ts")) : null;
    if (learning !== null) running.push(learning);
    return { url: `http://127.0.0.1:${port}`, webPid: web.pid, trainerPid: learning?.pid ?? null, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** An empty data folder for servers. `remove` stops the Postgres in it, if one runs, and deletes the folder. */
export async function throwAwayDataDir(): Promise<{ readonly dataDir: string; remove(): Promise<void> }> {
  const dataDir = await mkdtemp(join(tmpdir(), "thumbwar-"));
  await chmod(dataDir, 0o755); // the embedded server may run under an account of its own
  return {
    dataDir,
    async remove() {
      const cluster = openCluster(dataDir);
      if (cluster.isRunning()) await cluster.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function startProcess(
  name: string,
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
  onDeath: (error: Error) => void,
): Running {
  // The channel's closing tells it that we were killed.
  const child: ChildProcess = spawn(process.execPath, [join(SERVER, entry)], {
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let errors = "";
  let stopping = false;
  child.stderr!.on("data", (chunk) => {
    errors = `${errors}${chunk}`.slice(-TAIL);
  });
  const gone = new Promise<void>((resolve) => {
    child.once("close", (code, by) => {
      resolve();
      const said = whatIsWrong(errors);
      if (!stopping)
        onDeath(new Error(`the ${name} process ended (${by ?? `exit code ${code}`})${said && `: ${said}`}`));
    });
  });
  return {
    pid: child.pid!,
    lines: createInterface({ input: child.stdout! }),
    async stop() {
      stopping = true;
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await gone;
      clearTimeout(kill);
    },
  };
}

/** The line of a process's errors that says most: the error below the first lines of a stack, or a plain message. */
function whatIsWrong(errors: string): string {
  const lines = errors.split("\n").filter((line) => line.trim() !== "");
  return lines.find((line) => /^\s*\w*Error\b/.test(line)) ?? lines[0] ?? "";
}

/** The port, from the log of the web process. The log is read on to its end, so that its pipe never fills. */
async function portOf(lines: AsyncIterable<string>, signal: AbortSignal): Promise<number> {
  const found = Promise.withResolvers<number>();
  const abort = () => found.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  const read = async () => {
    for await (const line of lines) {
      const { port } = JSON.parse(line) as { port?: number };
      if (port !== undefined) found.resolve(port);
    }
  };
  read().catch(found.reject);
  return found.promise.finally(() => signal.removeEventListener("abort", abort));
}

function drained(running: Running): Running {
  void (async () => {
    for await (const _ of running.lines);
  })();
  return running;
}
