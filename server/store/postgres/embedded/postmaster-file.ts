import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** What a running server writes into `postmaster.pid` of its data folder. */
interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** System V shared memory id that every process of the server is attached to; null where there is none. */
  readonly shmId: string | null;
}

function read(data: string): PostmasterFile | null {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]), shmId: lines[6]?.trim().split(/\s+/)[1] ?? null };
}

/** The server that runs on a data folder, or null when none does (a file left by a killed server counts as none). */
export function runningServer(data: string): { readonly pid: number; readonly port: number } | null {
  const file = read(data);
  if (file === null || !Number.isInteger(file.port) || file.port === 0) return null;
  return isServer(file.pid, data) ? file : null;
}

/**
 * Guards against a process id that belongs to another program by now, and against a killed server that nobody reaped. One that may
 * not be signalled is somebody else's process: the server runs under this process's account, or under any as root starts it.
 */
function isServer(pid: number, data: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(data);
  } catch {
    return false;
  }
}

/**
 * Clears what a killed server left. Its children outlive it for a moment, and a second server beside them would damage
 * the data: Postgres looks at the attached shared memory for that, and so does this before it removes the file.
 * @throws Error when they are still there after 15 s.
 */
export async function clearStalePostmasterFile(data: string): Promise<void> {
  const file = read(data);
  if (file === null || process.platform !== "linux") return;
  for (let tries = 0; file.shmId !== null && attachedProcesses(file.shmId) > 0; tries++) {
    if (tries === 150) throw new Error(`Processes of a killed Postgres still use ${data}; end them and start again.`);
    await sleep(100);
  }
  rmSync(join(data, "postmaster.pid"), { force: true });
}

function attachedProcesses(shmId: string): number {
  const [header, ...rows] = readFileSync("/proc/sysvipc/shm", "utf8").trim().split("\n");
  const names = header?.trim().split(/\s+/) ?? [];
  const fields = rows.map((row) => row.trim().split(/\s+/)).find((row) => row[names.indexOf("shmid")] === shmId);
  return Number(fields?.[names.indexOf("nattch")] ?? 0);
}
