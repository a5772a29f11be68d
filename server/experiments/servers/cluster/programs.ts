import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** What a cluster needs beside Node, and where it comes from. */
export const PROGRAMS = {
  "redis-server": "Debian and Ubuntu: apt-get install redis-server; macOS: brew install redis",
  nginx: "Debian and Ubuntu: apt-get install nginx; macOS: brew install nginx",
} as const;
export type Program = keyof typeof PROGRAMS;

/** Where servers lie that isn't in every user's PATH. */
const ALSO = ["/usr/local/sbin", "/usr/sbin", "/sbin"];
const GRACE_MS = 5_000;
const TAIL = 2_000;

/** The program's file; null when it isn't installed. */
export function findProgram(program: Program, path: string): string | null {
  for (const folder of [...path.split(delimiter), ...ALSO]) {
    const file = join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // in the next one
    }
  }
  return null;
}

/** @throws Error that says what to install */
export function programs(path: string): Readonly<Record<Program, string>> {
  const found = Object.fromEntries(
    Object.entries(PROGRAMS).map(([program, source]) => {
      const file = findProgram(program as Program, path);
      if (file === null) throw new Error(`${program} isn't installed. ${source}`);
      return [program, file];
    }),
  );
  return found as Record<Program, string>;
}

/** A server of somebody else's, started with its own settings. */
export interface StartedProgram {
  readonly pid: number;
  /** Resolves when it has ended, with what it said last. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

export function startProgram(file: string, args: readonly string[], cwd: string): StartedProgram {
  // In a group of its own: Ctrl+C in a terminal is for us, who stop one after another.
  const child: ChildProcess = spawn(file, args, { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said = `${said}${text}`.slice(-TAIL);
    });
  const ended = Promise.race([once(child, "close"), once(child, "error")]).then(() => said.trim());
  return {
    pid: child.pid ?? 0,
    ended,
    async stop() {
      child.kill("SIGTERM");
      const kill = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
      await ended;
      clearTimeout(kill);
    },
  };
}
