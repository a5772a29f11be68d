import type { CheckpointLog, Recorded } from "./checkpoints.ts";
import { MANIFEST } from "./manifest.ts";
import type { CheckpointBucket, ListedObject } from "./s3-bucket.ts";

/** Only folders of these are ever removed: whatever else lies in the bucket is somebody else's. */
const OURS = /^(?<folder>(?:policies|reward-models)\/[^/]+)\/(?<file>[^/]+)$/;

interface Hands {
  readonly log: CheckpointLog;
  readonly signal: AbortSignal;
  /** Stores a folder of this computer's, where there is one. */
  readonly storeHere: (folder: string) => Promise<void>;
  readonly drop: (folder: string, names: readonly string[]) => Promise<void>;
}

/**
 * Goes through the bucket once: folders that are recorded and lack their manifest are stored, where this computer has them, as after the bucket was
 * set for the first time; files that are needed no more, folders that are read no more and old orphans go. A list that is late costs a
 * second storing, or leaves something for the next time.
 */
export async function tidyBucket(
  bucket: CheckpointBucket,
  { kept, unread, isOrphan }: Recorded,
  { log, signal, storeHere, drop }: Hands,
): Promise<void> {
  const folders = byFolder(await bucket.list());
  let stored = 0;
  let removed = 0;
  for (const [folder, unneeded] of kept) {
    if (signal.aborted) return;
    const files = folders.get(folder)?.files;
    if (files === undefined || !files.includes(MANIFEST)) {
      await storeHere(folder);
      stored++;
    } else if (unneeded.some((name) => files.includes(name))) await drop(folder, unneeded);
  }
  for (const [folder, { files, newest }] of folders) {
    if (kept.has(folder) || !(unread.has(folder) || isOrphan(folder, newest))) continue;
    // The manifest first: what is left of a folder without one is never read.
    for (const file of [...files].sort((a) => (a === MANIFEST ? -1 : 1))) await bucket.remove(`${folder}/${file}`);
    removed++;
  }
  if (stored + removed > 0)
    log.info(`Looked through ${bucket.placeOf("")}: ${stored} folders lacked there, ${removed} were removed`);
}

function byFolder(objects: readonly ListedObject[]) {
  const folders = new Map<string, { files: string[]; newest: Date }>();
  for (const { key, storedAt } of objects) {
    const { folder, file } = OURS.exec(key)?.groups ?? {};
    if (folder === undefined || file === undefined) continue;
    const known = folders.get(folder) ?? { files: [], newest: storedAt };
    known.files.push(file);
    if (storedAt > known.newest) known.newest = storedAt;
    folders.set(folder, known);
  }
  return folders;
}
