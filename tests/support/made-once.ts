import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { exclusively } from "../../server/store/postgres/embedded/exclusively.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Where the folder is that all files of a run share; workers inherit it. */
const SHARED = "FOLDER_OF_TEST_RUN";
const PATIENCE_MS = 100_000;

/** A run has a folder for what its files would otherwise make anew each, and removes it in the end. */
export default function shareFolder(): () => void {
  const folder = temporaryFolder();
  process.env[SHARED] = folder.path;
  return () => folder.remove();
}

/**
 * A folder that the first of a run's files to ask for it makes. It is the same for all of them: whoever changes it takes a copy.
 * @param make writes into a folder that isn't there yet
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const shared = process.env[SHARED];
  if (shared === undefined) throw new Error(`Tests of this project share no folder: ${SHARED} isn't set`);
  const folder = join(shared, name);
  await exclusively(`${folder}.lock`, PATIENCE_MS, async () => {
    if (existsSync(folder)) return;
    await make(`${folder}.part`);
    renameSync(`${folder}.part`, folder);
  });
  return folder;
}
