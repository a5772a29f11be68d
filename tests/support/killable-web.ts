import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "vitest";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import { type FreshDatabase, freshDatabase } from "./database.ts";
import { quickEnvironment } from "./quick-environment.ts";
import { fillPool } from "./running-web.ts";

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

/** The real web process on a database of the tests, to be killed. */
export interface KillableWeb {
  readonly port: number;
  readonly url: string;
  readonly process: ChildProcess;
  /** Resolves with the exit code; null when the signal itself ended it. */
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<number | null>;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind. */
export function killLeftovers(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** The process on a database with a filled pool, for the tests of a file. */
export interface FilledWeb extends Omit<KillableWeb, "process"> {
  readonly stores: Stores;
  readonly databaseUrl: string;
  /** A new process on the same database and port, after the one before was killed. */
  restart(): Promise<void>;
}

export function withKillableWeb(): FilledWeb {
  let database: FreshDatabase;
  let stores: Stores;
  let web: KillableWeb;
  beforeAll(async () => {
    database = await freshDatabase();
    stores = openStores(database.url);
    await fillPool(stores);
    web = await startKillableWeb(database.url);
  });
  afterAll(async () => {
    killLeftovers();
    await stores?.close();
    await database?.drop();
  });
  return {
    get port() {
      return web.port;
    },
    get url() {
      return web.url;
    },
    get stores() {
      return stores;
    },
    get databaseUrl() {
      return database.url;
    },
    kill: (signal) => web.kill(signal),
    async restart() {
      web = await startKillableWeb(database.url, web.port);
    },
  };
}

/** Rejects when the process ends before it listens. */
export async function startKillableWeb(
  databaseUrl: string,
  port = 0,
  settings: Readonly<Record<string, string>> = {},
): Promise<KillableWeb> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...quickEnvironment(), DATABASE_URL: databaseUrl, PORT: String(port), HOST: "127.0.0.1", ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const listening = await portOf(child);
  return {
    port: listening,
    url: `http://127.0.0.1:${listening}`,
    process: child,
    async kill(signal) {
      const exited = once(child, "exit");
      child.kill(signal);
      const [code] = await exited;
      return code;
    },
  };
}

/** Reads the log until it says on which port the process listens. */
function portOf({ stdout }: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = "";
    stdout?.on("data", (chunk) => {
      text += chunk;
      const ready = /"port":(\d+)/.exec(text);
      if (ready !== null) resolve(Number(ready[1]));
    });
    stdout?.once("close", () => reject(new Error(`The web process ended before it was ready: ${text}`)));
  });
}
