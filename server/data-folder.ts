import { randomUUID } from "node:crypto";
import { mkdir, rm, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiskState } from "./web/routes/health-route.ts";

/** Postgres allocates its log in pieces of this size. It stops when it needs another piece and the disk has no room. */
const FULL_BYTES = 16 * 1024 ** 2;
/** Room for an evening's versions of the pocket model, and time to make more. */
const LOW_BYTES = 512 * 1024 ** 2;
/** What a probe writes. */
const PROBE = Buffer.alloc(4096);
const PROBE_EVERY_MS = 5_000;

/** The data folder can't be used. The message tells whoever starts Thumbwar what to do. */
export class DataFolderUnusable extends Error {
  override readonly name = "DataFolderUnusable";
}

/**
 * Makes the data folder if it is missing, and checks that it can be written.
 * @throws DataFolderUnusable with what to do
 */
export async function prepareDataFolder(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true });
    await writeAndRemove(dataDir);
  } catch (error) {
    throw new DataFolderUnusable(whatToDo(dataDir, codeOf(error)), { cause: error });
  }
  if ((await freeBytes(dataDir)) < FULL_BYTES) throw new DataFolderUnusable(whatToDo(dataDir, "ENOSPC"));
}

/**
 * Returns a function that checks the disk of a data folder. It looks at most every five seconds, however often it is
 * called.
 */
export function diskProbe(dataDir: string, now: () => number): () => Promise<DiskState> {
  let looked = Number.NEGATIVE_INFINITY;
  let state: Promise<DiskState> = Promise.resolve("ok");
  return () => {
    if (now() - looked >= PROBE_EVERY_MS) {
      looked = now();
      state = look(dataDir);
    }
    return state;
  };
}

async function look(dataDir: string): Promise<DiskState> {
  try {
    await writeAndRemove(dataDir);
    return stateOf(await freeBytes(dataDir));
  } catch (error) {
    return isFull(codeOf(error)) ? "full" : "unwritable";
  }
}

/** @param free bytes */
export function stateOf(free: number): DiskState {
  if (free < FULL_BYTES) return "full";
  return free < LOW_BYTES ? "low" : "ok";
}

/**
 * Without what is reserved for root, since the database doesn't run as root. Infinity where the file system doesn't
 * say.
 */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize, blocks } = await statfs(folder);
  return blocks === 0 ? Number.POSITIVE_INFINITY : bavail * bsize;
}

async function writeAndRemove(folder: string): Promise<void> {
  const file = join(folder, `.probe-${randomUUID()}`);
  try {
    await writeFile(file, PROBE);
  } finally {
    await rm(file, { force: true });
  }
}

const isFull = (code: string): boolean => code === "ENOSPC" || code === "EDQUOT";

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

function whatToDo(dataDir: string, code: string): string {
  const elsewhere = "or set DATA_DIR to another folder";
  if (isFull(code)) {
    return `The disk of the data folder ${dataDir} is full. Make room on it (at least 1 GB), ${elsewhere} on another disk.`;
  }
  if (code === "EEXIST" || code === "ENOTDIR") {
    return `The data folder ${dataDir} can't be made, because there is a file in its place. Move the file away, ${elsewhere}.`;
  }
  const reason = code === "EROFS" ? "its disk is read-only" : `this user has no right to (${code})`;
  return `Nothing can be written to the data folder ${dataDir}: ${reason}. Start Thumbwar as the folder's owner, give this user the right to write there, ${elsewhere}.`;
}
