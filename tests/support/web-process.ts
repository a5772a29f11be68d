import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../server/main.ts", import.meta.url));

export interface WebProcess {
  readonly url: string;
  /** Ends it as a crash would, and waits until it is gone. */
  kill(): Promise<void>;
}

/** The web process as users run it, on a database of ours and a port of its choice (or on `port`). */
export async function startWebProcess(databaseUrl: string, port = 0): Promise<WebProcess> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, DATABASE_URL: databaseUrl, PORT: String(port), HOST: "127.0.0.1", TRAINER: "off" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const listening = await portOf(child);
  return {
    url: `http://127.0.0.1:${listening}`,
    async kill() {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** The port from the process's log, which is read on to the end so that the process never waits for a reader. */
function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) return reject(new Error("The process was started without a pipe"));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { port } = JSON.parse(line) as { port?: number };
      if (port !== undefined) resolve(port);
    });
    child.once("exit", (code) => reject(new Error(`The web process ended with ${code} before it listened`)));
  });
}
