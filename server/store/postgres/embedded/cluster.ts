import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Account, clusterFolder, serverAccount } from "./account.ts";
import { POSTGRES_MAJOR, postgresPrograms } from "./binaries.ts";
import { freePort, portAnswers } from "./free-port.ts";
import { clearStalePostmasterFile, runningServer } from "./postmaster-file.ts";

const USER = "thumbwar";
/** After a crash one call flushes the file system, in place of one for each of a thousand files, while everybody waits. */
const QUICK_RECOVERY = process.platform === "linux" ? "-c recovery_init_sync_method=syncfs" : "";

/** A Postgres cluster in a folder of its own. Every method but `lockFile` is to be called under that lock. */
export interface Cluster {
  readonly lockFile: string;
  /** Starts the server unless it runs, on `port` when one is given; returns its URL. */
  start(port: number | null): Promise<{ url: string; started: boolean }>;
  isRunning(): boolean;
  /** Of the running server, null when none runs. */
  url(): string | null;
  /** Process id of the running server. */
  pid(): number | null;
  stop(): Promise<void>;
}

/** Prepares the folder of a cluster under `dataDir`, named after the major version; initialises nothing yet. */
export function openCluster(dataDir: string): Cluster {
  const wanted = clusterFolder(dataDir, `postgres-${POSTGRES_MAJOR}`);
  const account = serverAccount(wanted);
  const folder = prepareFolder(wanted, account);
  const data = join(folder, "data");
  const log = join(folder, "postgres.log");
  const passwordFile = join(folder, "password");
  const place: ProgramPlace = { account, cwd: folder, log };

  /** A cluster becomes visible by one rename, so a start that is killed half-way leaves none that looks finished. */
  async function initialise(initdb: string): Promise<void> {
    if (existsSync(join(data, "PG_VERSION"))) return;
    for (const name of readdirSync(folder)) {
      if (name.startsWith("init-")) rmSync(join(folder, name), { recursive: true, force: true });
    }
    const unfinished = join(folder, `init-${process.pid}`);
    writeFileSync(passwordFile, randomBytes(24).toString("hex"), { mode: 0o600 });
    giveTo(account, passwordFile, 0o600);
    const locale = ["-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"];
    const access = ["-U", USER, "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
    await runProgram(initdb, ["-D", unfinished, ...access, ...locale], place);
    renameSync(unfinished, data);
  }

  const urlAt = (port: number) => `postgres://${USER}:${readFileSync(passwordFile, "utf8")}@127.0.0.1:${port}/postgres`;

  return {
    lockFile: join(folder, "lock"),
    isRunning: () => runningServer(data) !== null,
    url() {
      const running = runningServer(data);
      return running === null ? null : urlAt(running.port);
    },
    pid: () => runningServer(data)?.pid ?? null,
    async start(port) {
      const program = postgresPrograms(folder, account);
      await initialise(program("initdb"));
      const running = runningServer(data);
      if (running === null) {
        await clearStalePostmasterFile(data);
        const chosen = await choosePort(folder, port);
        const settings = `-c listen_addresses=127.0.0.1 -c unix_socket_directories= ${QUICK_RECOVERY} -p ${chosen}`;
        await runProgram(program("pg_ctl"), ["-D", data, "-w", "-t", "120", "-l", log, "-o", settings, "start"], place);
        return { url: urlAt(chosen), started: true };
      }
      await answering(running.port, data, log);
      return { url: urlAt(running.port), started: false };
    },
    async stop() {
      await runProgram(
        postgresPrograms(folder, account)("pg_ctl"),
        ["-D", data, "-m", "fast", "-w", "stop"],
        place,
        [0, 1],
      );
    },
  };
}

/** @throws Error when the folder is somebody else's. */
function prepareFolder(wanted: string, account: Account | null): string {
  try {
    mkdirSync(wanted, { recursive: true });
    const folder = realpathSync(wanted);
    giveTo(account, folder, 0o755);
    closeSync(openSync(join(folder, "postgres.log"), "a"));
    giveTo(account, join(folder, "postgres.log"), 0o644);
    return folder;
  } catch (error) {
    throw new Error(`${wanted} can't be written to; run as its owner, or set DATA_DIR to another folder.`, {
      cause: error,
    });
  }
}

function giveTo(account: Account | null, path: string, mode: number): void {
  if (account === null) return;
  chmodSync(path, mode);
  chownSync(path, account.uid, account.gid);
}

/** The same port as last time where it's free, so that a process whose server was killed finds the next one at the same address. */
async function choosePort(folder: string, required: number | null): Promise<number> {
  const file = join(folder, "port");
  const last = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
  const port = (await freePort(required ?? last)) ?? (required === null ? await freePort(0) : null);
  if (port === null) throw new Error(`Port ${required ?? 0} for the embedded Postgres is taken by another program.`);
  writeFileSync(file, String(port));
  return port;
}

/** Returns also when the server has died meanwhile. */
async function answering(port: number, data: string, log: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if ((await portAnswers(port)) || runningServer(data) === null) return;
    await sleep(100);
  }
  throw new Error(`The embedded Postgres runs but doesn't answer; its log is ${log}.`);
}

interface ProgramPlace {
  readonly account: Account | null;
  readonly cwd: string;
  /** File that receives the program's output. */
  readonly log: string;
}

/**
 * Runs a program to its end. Output goes to a file, not to a pipe: the server that `pg_ctl`
 * leaves behind would inherit the pipe, and waiting for the pipe to close would then wait for the server.
 * @throws Error with the end of the log when the exit code isn't among `accepted`.
 */
async function runProgram(
  file: string,
  args: readonly string[],
  place: ProgramPlace,
  accepted: readonly number[] = [0],
): Promise<void> {
  const output = openSync(place.log, "a");
  try {
    const code = await new Promise<number>((resolve, reject) => {
      const identity = place.account === null ? {} : { uid: place.account.uid, gid: place.account.gid };
      const child = spawn(file, args, { stdio: ["ignore", output, output], cwd: place.cwd, ...identity });
      child.on("error", reject);
      child.on("exit", (exitCode) => resolve(exitCode ?? -1));
    });
    if (accepted.includes(code)) return;
    const tail = readFileSync(place.log, "utf8").slice(-800).trim();
    throw new Error(`${basename(file)} failed with exit code ${code}. The end of ${place.log}:\n${tail}`);
  } finally {
    closeSync(output);
  }
}
