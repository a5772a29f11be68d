import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** A numeric Unix identity. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Ids of "nobody" on Linux. Any unprivileged account will do, if the system knows it: initdb looks its name up. */
const NOBODY: Account = { uid: 65_534, gid: 65_534 };

/**
 * The account that the server runs under; null means our own. Postgres refuses to run as root, so root runs it as the
 * owner of its folder, where that's another user (a volume, a data folder first used without root), or as "nobody".
 */
export function serverAccount(folder: string): Account | null {
  if (process.getuid?.() !== 0) return null;
  if (!existsSync(folder)) return NOBODY;
  const { uid, gid } = statSync(folder);
  return uid !== 0 && isUser(uid) ? { uid, gid } : NOBODY;
}

function isUser(uid: number): boolean {
  const accounts = existsSync("/etc/passwd") ? readFileSync("/etc/passwd", "utf8") : "";
  return accounts.split("\n").some((line) => line.split(":")[2] === String(uid));
}

/** Whether an account that owns nothing can get into a folder: every folder above that exists lets others pass. */
export function othersCanReach(path: string): boolean {
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/**
 * The folder for a cluster. Under root a data folder inside a private home (`/root`, mode 0700) can't be used by the
 * server's account; then it's a folder of `/var/lib/thumbwar` that is the same for every start with that data folder.
 */
export function clusterFolder(dataDir: string, name: string): string {
  const wanted = resolve(dataDir, name);
  if (serverAccount(wanted) === null || othersCanReach(dirname(wanted))) return wanted;
  const digest = createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 12);
  return join("/var/lib/thumbwar", `${basename(resolve(dataDir))}-${digest}`, name);
}
