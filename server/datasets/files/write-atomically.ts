import { open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** Lets `write` fill a file beside `path` and gives it that name once it's on disk, so `path` is never half-written. */
export async function writeAtomically<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  const temporary = `${path}.${process.pid}.part`;
  try {
    const result = await write(temporary);
    await flush(temporary, "r+");
    await rename(temporary, path);
    // Windows opens no folders; there the rename is left to the file system.
    if (process.platform !== "win32") await flush(dirname(path), "r");
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function flush(path: string, flags: "r" | "r+"): Promise<void> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
