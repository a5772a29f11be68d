import { open, readFile } from "node:fs/promises";
import { basename } from "node:path";

/** What a file begins with that Git keeps elsewhere (git-lfs, "Pointer"). */
const POINTER = "version https://git-lfs.github.com/spec/";

const pointerError = (path: string): Error =>
  new Error(
    `${basename(path)} is a Git LFS pointer, not the file itself. Run git lfs pull where it was cloned, or download the file`,
  );

/**
 * A text file of a model folder, without the byte order mark that editors on Windows put first.
 * @throws Error of the system where it can't be read, and one that says so where it only points to the file
 */
export async function readText(path: string): Promise<string> {
  const text = new TextDecoder().decode(await readFile(path));
  if (text.startsWith(POINTER)) throw pointerError(path);
  return text;
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
