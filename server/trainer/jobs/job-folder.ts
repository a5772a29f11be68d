import { mkdir, readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { weightFiles } from "../../ml/model/weight-files.ts";

/** Below DATA_DIR, a folder a job. */
const JOBS = "jobs";

/** Room that a job must leave on the disk, for votes and versions. */
export const LEAST_FREE = 512 * 1024 ** 2;

export const jobFolder = (dataDir: string, id: string): string => join(dataDir, JOBS, id);
export const outOf = (folder: string): string => join(folder, "out");

/** An empty folder for a job, whatever an earlier attempt left in it. */
export async function makeJobFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
}

export const removeJobFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

/** Removes folders of jobs that were cleared, or that no record names. */
export async function removeOldJobs(dataDir: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(join(dataDir, JOBS)).catch(() => []))
    if (!kept.has(name)) await removeJobFolder(jobFolder(dataDir, name));
}

/** Bytes that the disk of a folder has left. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Bytes that a job may write before it's done: of whole models the newest and the one before; of adapters little. */
export async function jobBytes(base: string, isWhole: boolean): Promise<number> {
  if (!isWhole) return 0;
  let bytes = 0;
  for (const file of await weightFiles(base)) bytes += (await stat(join(base, file))).size;
  return 2 * bytes;
}

export const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
