import { type ChildProcess, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type KeptProcess, keepRunning } from "../../../keep-running.ts";
import { READY } from "../../../kept-process.ts";
import { freePort, portAnswers } from "../../../store/postgres/embedded/free-port.ts";
import { abortable, until } from "../waiting.ts";
import { nginxConf } from "./nginx-conf.ts";
import { programs, type StartedProgram, startProgram } from "./programs.ts";

export interface ClusterPlan {
  /** Web processes, called web-1, web-2 and so on. */
  readonly webs: number;
  readonly trainer: boolean;
  /** Of nginx; 0: any that is free. */
  readonly port: number;
  /** Of models and, without `databaseUrl`, of the embedded database. */
  readonly dataDir: string;
  readonly databaseUrl?: string;
  /** That of this process, and what is set beside it. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What is set for one web process alone, by its name. */
  readonly environmentOf?: (node: string) => Readonly<Record<string, string>>;
}

/** One process of the cluster, which is started again when it ends. */
export interface ClusterNode {
  readonly name: string;
  /** Its own address, past nginx; null for a trainer. */
  readonly url: string | null;
  /** Null between two lives. */
  readonly pid: number | null;
  /** Resolves when its present life, or the one that is being started, is ready. */
  ready(): Promise<void>;
}

export interface LocalCluster {
  /** Where players go: nginx. */
  readonly url: string;
  readonly webs: readonly ClusterNode[];
  readonly trainer: ClusterNode | null;
  readonly redis: RedisServer;
  /** Stops everything that was started; the data folder stays. */
  stop(): Promise<void>;
}

/** A Redis that forgets all when it ends, as one without a disk does. */
export interface RedisServer {
  readonly url: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const SERVER = fileURLToPath(new URL("../../..", import.meta.url));
const HERE = "127.0.0.1";
const WEB_GRACE_MS = 20_000;
const TRAINER_GRACE_MS = 20_000;
const STARTS_WITHIN_MS = 30_000;

/**
 * Starts web processes behind nginx, with a Redis and, if wanted, a trainer, all on this machine.
 *
 * @param onLine called with each line that a process of ours says
 * @param onDeath called when nginx or Redis ends by itself
 * @throws Error that says what to install where nginx or Redis is missing
 */
export async function startCluster(
  plan: ClusterPlan,
  signal: AbortSignal,
  onLine: (node: string, line: string) => void,
  onDeath: (error: Error) => void,
): Promise<LocalCluster> {
  const files = programs(plan.environment.PATH ?? "");
  const folder = await mkdtemp(join(tmpdir(), "thumbwar-cluster-"));
  await chmod(folder, 0o755); // nginx's workers have an account of their own
  const stopping: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const one of stopping.splice(0).reverse()) await one();
  };
  try {
    const redis = redisServer(files["redis-server"], folder, await anyPort(), signal, onDeath);
    stopping.push(redis.stop);
    await redis.start();
    const ports = await Promise.all(Array.from({ length: plan.webs }, anyPort));
    const env = {
      ...plan.environment,
      ...{
        DATA_DIR: plan.dataDir,
        DATABASE_URL: plan.databaseUrl ?? "",
        DATABASE_DIRECT_URL: "",
        REDIS_URL: redis.url,
      },
      ...{ HOST: HERE, TRUST_PROXY: "1", PUBLIC_URL: "" },
    };
    const webs = ports.map((port, i) => {
      const name = `web-${i + 1}`;
      const url = `http://${HERE}:${port}`;
      return startNode(
        name,
        url,
        "main.ts",
        { ...env, ...plan.environmentOf?.(name), NODE_NAME: name, PORT: String(port) },
        WEB_GRACE_MS,
        onLine,
      );
    });
    const trainer = plan.trainer ? startNode("trainer", null, "trainer/main.ts", env, TRAINER_GRACE_MS, onLine) : null;
    stopping.push(async () => void (await Promise.all([trainer?.stop(), ...webs.map((web) => web.stop("SIGINT"))])));
    await abortable(Promise.all(webs.map((web) => web.ready())), signal);
    const port = plan.port === 0 ? await anyPort() : plan.port;
    const nodes = webs.map(({ name }, i) => ({ name, address: `${HERE}:${ports[i]}` }));
    const nginx = await startNginx(files.nginx, folder, nginxConf(`${HERE}:${port}`, nodes), port, signal, onDeath);
    stopping.push(nginx.stop);
    return { url: `http://${HERE}:${port}`, webs, trainer, redis, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startNode(
  name: string,
  url: string | null,
  entry: string,
  env: Readonly<Record<string, string | undefined>>,
  graceMs: number,
  onLine: (node: string, line: string) => void,
): ClusterNode & KeptProcess {
  let child: ChildProcess | undefined;
  let ready = Promise.withResolvers<void>();
  const kept = keepRunning(
    () => {
      ready = Promise.withResolvers();
      // The channel's closing tells it that we were killed. Ctrl+C in a terminal is for us.
      const stdio = ["ignore", "pipe", "pipe", "ipc"] as const;
      child = spawn(process.execPath, [join(SERVER, entry)], { env, stdio: [...stdio], detached: true });
      const { resolve } = ready;
      child.on("message", (message) => {
        if (message === READY) resolve();
      });
      for (const stream of [child.stdout, child.stderr])
        stream?.setEncoding("utf8").on("data", (text: string) => {
          for (const line of text.split("\n")) if (line !== "") onLine(name, line);
        });
      return child;
    },
    { graceMs, onExit: (reason) => onLine(name, `ended (${reason}); it is started again`) },
  );
  return {
    name,
    url,
    get pid() {
      return child === undefined || child.exitCode !== null || child.signalCode !== null ? null : (child.pid ?? null);
    },
    ready: () => ready.promise,
    stop: kept.stop,
  };
}

function redisServer(
  file: string,
  folder: string,
  port: number,
  signal: AbortSignal,
  onDeath: (error: Error) => void,
): RedisServer {
  let running: StartedProgram | null = null;
  return {
    url: `redis://${HERE}:${port}`,
    async start() {
      const settings = ["--bind", HERE, "--port", String(port), "--save", "", "--appendonly", "no", "--dir", folder];
      const started = startProgram(file, settings, folder);
      running = started;
      void started.ended.then((said) => {
        if (running === started) onDeath(new Error(`Redis ended: ${said}`));
      });
      await until(
        () => portAnswers(port),
        STARTS_WITHIN_MS,
        signal,
        () => "Redis did not start",
      );
    },
    async stop() {
      const stopped = running;
      running = null;
      await stopped?.stop();
    },
  };
}

async function startNginx(
  file: string,
  folder: string,
  conf: string,
  port: number,
  signal: AbortSignal,
  onDeath: (error: Error) => void,
): Promise<StartedProgram> {
  const own = join(folder, "nginx");
  await mkdir(own);
  await writeFile(join(own, "nginx.conf"), conf);
  const settings = [
    "-p",
    own,
    "-c",
    join(own, "nginx.conf"),
    "-e",
    "stderr",
    "-g",
    "daemon off; error_log stderr warn;",
  ];
  const nginx = startProgram(file, settings, own);
  let stopping = false;
  const dead = nginx.ended.then((said) => new Error(`nginx ended: ${said}`));
  void dead.then((error) => stopping || onDeath(error));
  await Promise.race([
    until(
      () => portAnswers(port),
      STARTS_WITHIN_MS,
      signal,
      () => "nginx did not start",
    ),
    dead.then((error) => Promise.reject(error)),
  ]);
  return {
    ...nginx,
    stop() {
      stopping = true;
      return nginx.stop();
    },
  };
}

async function anyPort(): Promise<number> {
  const port = await freePort(0);
  if (port === null) throw new Error("No port of this machine is free");
  return port;
}
