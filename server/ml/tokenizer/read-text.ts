import { open, readFile, stat } from "node:fs/promises";
import { basename } from "node:path";

/** What a file begins with that Git keeps elsewhere (git-lfs, "Pointer"). */
const POINTER = "version https://git-lfs.github.com/spec/";

const pointerError = (path: string): Error =>
  new Error(
    `${basename(path)} is a Git LFS pointer, not the file itself. Run git lfs pull where it was cloned, or download the file`,
  );

/** The largest texts are tokenizers of a quarter of a million tokens, of some 40 MB. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * A text file of a model folder, without the byte order mark that editors on Windows put first.
 * @throws Error of the system where it can't be read, and one that says so where it is too large or only points to the file
 */
export async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MOST_BYTES)
    throw new Error(
      `${basename(path)} has ${(size / 1e9).toFixed(1)} GB; such a file of a model has at most ${MOST_BYTES / 1024 ** 2} MB. Is it another file?`,
    );
  const text = new TextDecoder().decode(await readFile(path));
  if (text.startsWith(POINTER)) throw pointerError(path);
  return text;
}

/** The same; null where there is none. */
export async function readTextIfThere(path: string): Promise<string | null> {
  try {
    return await readText(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Reads no more of a large file than its beginning. @throws as `readText` does */
export async function refusePointer(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(POINTER.length), 0, POINTER.length, 0);
    if (new TextDecoder().decode(buffer.subarray(0, bytesRead)) === POINTER) throw pointerError(path);
  } finally {
    await file.close();
  }
}
