import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { buildClientIfStale } from "./build-client.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { DataFolderUnusable, prepareDataFolder } from "./data-folder.ts";
import { type KeptProcess, keepRunning, type StopSignal } from "./keep-running.ts";
import { exclusively, LockHeld } from "./store/postgres/embedded/exclusively.ts";

/**
 * `npm start` runs the web process and, beside it, a trainer. Each is started again when it dies. They share a
 * channel with this process; when it closes, they know that this process was killed.
 */

const WEB_GRACE_MS = 20_000;
/** Among several it hands its games over first. */
const CLUSTER_WEB_GRACE_MS = 150_000;
/** The trainer finishes the iteration under way. */
const TRAINER_GRACE_MS = 20_000;
const PARENT_CHECK_MS = 500;
/**
 * Node's compiled code, for the next start. Nobody is answered while the program loads, and loading takes most of
 * that time.
 */
const COMPILE_CACHE = path("../.cache/compiled");

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const requests = stopRequests(config);
  await assertPortFree(config);
  await prepareDataFolder(config.dataDir);
  try {
    await exclusively(join(config.dataDir, "start.lock"), 0, () => run(config, requests));
  } catch (error) {
    throw error instanceof LockHeld ? new AlreadyRunning(config.dataDir) : error;
  }
  process.exit(0);
}

/** Runs until it is told to stop, at whatever moment. Afterwards nothing of it runs, the database included. */
async function run(config: Config, requests: StopRequests): Promise<void> {
  const { stopping } = requests;
  const log = pino({ level: config.logLevel, base: { process: "start" } });
  const env = { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env };
  const kept: KeptProcess[] = [];
  function keep(name: string, entry: string, graceMs: number): void {
    if (stopping.aborted) return;
    const stdio = ["inherit", "inherit", "inherit", "ipc"] as const;
    const child = keepRunning(() => spawn(process.execPath, [path(entry)], { env, stdio: [...stdio] }), {
      graceMs,
      onExit: (reason, pauseMs) => log.warn({ reason, pauseMs }, `The ${name} process ended; starting it again`),
    });
    kept.push(child);
  }
  async function start(): Promise<void> {
    // First, since the trainer takes longest to become useful.
    if (config.trainer) keep("trainer", "trainer/main.ts", TRAINER_GRACE_MS);
    if (await buildClientIfStale()) log.info("Built the client");
    keep("web", "main.ts", config.cluster.redisUrl === null ? WEB_GRACE_MS : CLUSTER_WEB_GRACE_MS);
  }

  const starting = start();
  await Promise.race([starting.then(() => stopped(stopping)), stopped(stopping)]);
  const stopAll = (signal: StopSignal) => kept.map((child) => child.stop(signal));
  requests.onNext((signal) => void stopAll(signal));
  await Promise.all([starting, ...stopAll(requests.first())]);
  if (config.databaseUrl === null) {
    // Processes that were killed have left Postgres running.
    const { stopUnusedPostgres } = await import("./store/postgres/embedded/embedded-postgres.ts");
    await stopUnusedPostgres(config.dataDir);
  }
}

interface StopRequests {
  /** Aborted by the first one. */
  readonly stopping: AbortSignal;
  first(): StopSignal;
  /** Is told of each further one, and of none that came before. */
  onNext(listen: (signal: StopSignal) => void): void;
}

/** Signals to this process; that npm is gone is as one that nobody waits for. */
function stopRequests({ underNpm }: Config): StopRequests {
  const controller = new AbortController();
  let first: StopSignal = "SIGTERM";
  let next = (_: StopSignal): void => {};
  const hear = (signal: StopSignal) => {
    if (controller.signal.aborted) return next(signal);
    first = signal;
    controller.abort();
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => hear(signal));
  if (underNpm) whenOrphaned(() => hear("SIGINT"));
  return {
    stopping: controller.signal,
    first: () => first,
    onNext(listen) {
      next = listen;
    },
  };
}

async function stopped(stopping: AbortSignal): Promise<void> {
  if (!stopping.aborted) await once(stopping, "abort");
}

/** Tells when npm is gone. A signal to npm ends npm and its shell, and neither hands it on to this process. */
function whenOrphaned(tell: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    tell();
  }, PARENT_CHECK_MS);
}

/** Comes before anything is built or opened, so that a second start changes nothing. */
function assertPortFree({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

/** Two web processes on one database would each run a room for the same code. */
class AlreadyRunning extends Error {
  constructor(dataDir: string) {
    super(
      `Thumbwar is running already on the data folder ${dataDir}. Open that one, or set DATA_DIR (and PORT) to others for a second, separate arena.`,
    );
  }
}

class PortInUse extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is in use. If Thumbwar is running already, open http://localhost:${port}; otherwise set PORT to another one.`,
    );
  }
}

function path(entry: string): string {
  return fileURLToPath(new URL(entry, import.meta.url));
}

main().catch((error: unknown) => {
  console.error(isMistake(error) ? error.message : error);
  process.exit(1);
});

function isMistake(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof PortInUse ||
    error instanceof AlreadyRunning ||
    error instanceof DataFolderUnusable
  );
}
