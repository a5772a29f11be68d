import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { temporaryFolder } from "./temporary-folder.ts";

/** A disk of its own that is small enough to be filled, where this process may make one: as root on Linux. */
export interface SmallDisk {
  readonly path: string;
  makeReadOnly(): void;
  remove(): void;
}

const mount = (...args: string[]) => execFileSync("mount", args, { stdio: "ignore" });

/** @throws Error where it may not */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = temporaryFolder();
  const path = `${folder.path}/disk`;
  mkdirSync(path);
  mount("-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", path);
  return {
    path,
    makeReadOnly: () => mount("-o", "remount,ro", path),
    remove() {
      execFileSync("umount", ["-l", path]);
      folder.remove();
    },
  };
}

/** Whether `smallDisk` works here. */
export function canMakeDisks(): boolean {
  try {
    smallDisk(1).remove();
    return true;
  } catch {
    return false;
  }
}
