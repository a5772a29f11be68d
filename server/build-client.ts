import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const BUILT = join(ROOT, "dist/client/index.html");
const SOURCES = ["client", "shared", "vite.config.ts", "package.json"];

/** Builds the client unless the built one is newer than every source; returns whether it did. */
export async function buildClientIfStale(): Promise<boolean> {
  const built = await changedAt(BUILT).catch(() => 0);
  const changes = await Promise.all(SOURCES.map((source) => lastChange(join(ROOT, source))));
  if (Math.max(...changes) <= built) return false;
  const { build } = await import("vite");
  await build({ configFile: join(ROOT, "vite.config.ts"), logLevel: "warn" });
  return true;
}

async function lastChange(path: string): Promise<number> {
  const info = await stat(path);
  if (!info.isDirectory()) return info.mtimeMs;
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const times = entries.map((entry) => changedAt(join(entry.parentPath, entry.name)));
  return Math.max(info.mtimeMs, ...(await Promise.all(times)));
}

async function changedAt(path: string): Promise<number> {
  return (await stat(path)).mtimeMs;
}
