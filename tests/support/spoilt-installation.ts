import { cpSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the server's code, to be spoilt. Returns its main folder and that of the starting model. */
export function copyInstallation(into: string): { readonly root: string; readonly startFolder: string } {
  for (const name of ["server", "shared", "migrations", "package.json"]) {
    cpSync(join(ROOT, name), join(into, name), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules"), join(into, "node_modules"), "junction");
  return { root: into, startFolder: join(into, "server", "world", "pocket-model") };
}
