import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort, portAnswers } from "../../server/store/postgres/embedded/free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A PgBouncer of the system's, in front of a Postgres. */
export interface PgBouncer {
  /** The same database and user, by way of the pooler. */
  readonly url: string;
  stop(): Promise<void>;
}

export const HAS_PGBOUNCER = spawnSync("pgbouncer", ["--version"]).status === 0;
if (!HAS_PGBOUNCER)
  console.warn("No pgbouncer on this machine: what needs one is skipped (Debian: apt install pgbouncer)");

/** Any account but root, which PgBouncer refuses to run as. */
const NOBODY = 65_534;
const ANSWERS_WITHIN_MS = 20_000;

/**
 * Starts a PgBouncer on a free port.
 * @param database its address, with the password
 * @param settings lines of its configuration, beside those that it needs
 */
export async function startPgBouncer(database: string, settings: readonly string[]): Promise<PgBouncer> {
  const folder = temporaryFolder();
  const { hostname, port, username, password, pathname } = new URL(database);
  const listening = (await freePort(0))!;
  const file = (name: string, lines: readonly string[]) => {
    const path = join(folder.path, name);
    writeFileSync(path, `${lines.join("\n")}\n`, { mode: 0o600 });
    if (process.getuid?.() === 0) chownSync(path, NOBODY, NOBODY);
    return path;
  };
  chmodSync(folder.path, 0o755);
  const users = file("users.txt", [`"${username}" "${password}"`]);
  const config = file("pgbouncer.ini", [
    "[databases]",
    `* = host=${hostname} port=${port}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${listening}`,
    "unix_socket_dir =",
    "auth_type = scram-sha-256",
    `auth_file = ${users}`,
    ...settings,
  ]);
  const asNobody = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("pgbouncer", ["-q", ...asNobody, config], { stdio: ["ignore", "ignore", "pipe"] });
  const url = new URL(database);
  url.host = `127.0.0.1:${listening}`;
  url.pathname = pathname;
  await untilAnswers(child, listening);
  return {
    url: url.href,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      if (child.exitCode === null && child.signalCode === null) {
        child.kill("SIGKILL");
        await gone;
      }
      folder.remove();
    },
  };
}

async function untilAnswers(child: ChildProcess, port: number): Promise<void> {
  let said = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const deadline = performance.now() + ANSWERS_WITHIN_MS;
  while (!(await portAnswers(port))) {
    if (child.exitCode !== null || performance.now() > deadline) throw new Error(`PgBouncer doesn't start: ${said}`);
    await sleep(20);
  }
}
