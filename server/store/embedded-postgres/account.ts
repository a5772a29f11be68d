import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** A numeric Unix identity. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root, so root runs it as "nobody"; null means as ourselves. The id needs no entry in /etc/passwd. */
export function serverAccount(): Account | null {
  return process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : null;
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
export function clusterFolder(dataDir: string, name: string, account: Account | null): string {
  const wanted = resolve(dataDir, name);
  if (account === null || othersCanReach(dirname(wanted))) return wanted;
  const digest = createHash("sha256").update(resolve(dataDir)).digest("hex").slice(0, 12);
  return join("/var/lib/thumbwar", `${basename(resolve(dataDir))}-${digest}`, name);
}
