import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

const SQLITE_BUSY = 5;

/** Somebody else holds the lock. */
export class LockHeld extends Error {
  override readonly name = "LockHeld";
}

/**
 * Runs `task` while no other process (or other caller in this one) runs a task on the same lock file. The lock is an
 * exclusive SQLite transaction on that file, in other words the operating system's own file lock: it ends with its
 * holder, so a process that is killed leaves nothing stale behind.
 * @param signal ends the waiting, not the task
 * @throws LockHeld when the lock isn't free within `waitMs`; the signal's reason once that is aborted.
 */
export async function exclusively<T>(
  lockFile: string,
  waitMs: number,
  task: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const file = new DatabaseSync(lockFile);
  try {
    const deadline = performance.now() + waitMs;
    while (!tryLock(file)) {
      signal?.throwIfAborted();
      if (performance.now() > deadline) {
        throw new LockHeld(`Another process has held ${lockFile} for ${waitMs / 1000} s; stop it and start again.`);
      }
      await sleep(25);
    }
    return await task();
  } finally {
    file.close();
  }
}

function tryLock(file: DatabaseSync): boolean {
  try {
    file.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === SQLITE_BUSY) return false;
    throw error;
  }
}
