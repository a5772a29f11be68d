import { readdirSync, readFileSync } from "node:fs";

/** The clock of /proc ticks a hundred times a second on every Linux that runs Node (USER_HZ, proc(5)). */
const TICK_MS = 10;

/**
 * Processor time, user and system, that a process and its children have taken since it started, in milliseconds. Children that
 * have ended count too. Null where there is no /proc.
 */
export function processorMs(pid: number): number | null {
  const root = readStat(pid);
  if (root === null) return null;
  let ticks = root.ticks + root.endedTicks;
  for (const name of readdirSync("/proc")) {
    const stat = /^\d+$/.test(name) ? readStat(Number(name)) : null;
    if (stat?.parent === pid) ticks += stat.ticks + stat.endedTicks;
  }
  return ticks * TICK_MS;
}

/** Fields of /proc/PID/stat. The second, the program's name, may hold spaces and parentheses; the rest begins after its last parenthesis. */
function readStat(pid: number): { parent: number; ticks: number; endedTicks: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return null;
  }
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const [, parent = 0] = fields;
  const [utime = 0, stime = 0, cutime = 0, cstime = 0] = fields.slice(11, 15);
  return { parent, ticks: utime + stime, endedTicks: cutime + cstime };
}

/** Resident memory of a process, in MB; null where there is no /proc. */
export function residentMb(pid: number): number | null {
  try {
    const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
