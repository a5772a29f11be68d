import { rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Where the folders of versions, reward models and adopted models lie: in the data folder, and elsewhere too where that is set. Folders are named as
 * they are recorded, such as `policies/t3-1b2c`. What can't be stored or read elsewhere throws CheckpointFault.
 */
export interface Checkpoints {
  /** Where folders lie beside the data folder, for people; null: nowhere. */
  readonly place: string | null;
  /** Why nothing could be stored or read elsewhere last; null while that works. */
  readonly trouble: string | null;
  /** Whether it is worth trying to store something. While there is trouble this tries it, now and then. */
  isUsable(): Promise<boolean>;
  /** The absolute path of a folder, which is fetched where the data folder lacks it. */
  at(folder: string): Promise<string>;
  /** Makes a folder that was just written to the data folder one that others can read, or leaves nothing of it. Only then may it be recorded. */
  keep(folder: string): Promise<void>;
  /** Makes a folder of the data folder one that others can read, where it isn't yet. It stays as it is whatever comes of it. */
  share(folder: string): Promise<void>;
  /** Takes files out of a folder; those that aren't there don't matter. */
  drop(folder: string, names: readonly string[]): Promise<void>;
  remove(folder: string): Promise<void>;
  /**
   * Brings what is elsewhere in line with what is recorded, after some other process, or none, has looked after it: see `tidyBucket`.
   */
  tidy(recorded: Recorded, signal: AbortSignal): Promise<void>;
}

/** What records name, and who asks. */
export interface Recorded {
  /** Folders that are read again, with the names of files that they need no more. */
  readonly kept: ReadonlyMap<string, readonly string[]>;
  /** Folders that are recorded and read no more. */
  readonly unread: ReadonlySet<string>;
  readonly isOrphan: (folder: string, writtenAt: Date) => boolean;
}

/** What a process tells of its checkpoints; a pino logger fits. */
export interface CheckpointLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Checkpoints in the data folder alone, where whoever writes a folder has done all that there is to do. */
export function localCheckpoints(dataDir: string): Checkpoints {
  return {
    place: null,
    trouble: null,
    isUsable: async () => true,
    at: async (folder) => join(dataDir, folder),
    keep: async () => {},
    share: async () => {},
    drop: (folder, names) => dropFiles(join(dataDir, folder), names),
    remove: (folder) => rm(join(dataDir, folder), { recursive: true, force: true }),
    tidy: async () => {},
  };
}

export async function dropFiles(path: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(join(path, name), { force: true });
}
