import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";

/** Files of a folder as one ZIP. */
export async function writeZip(path: string, folder: string, files: readonly string[]): Promise<void> {
  const archive = new ZipFile();
  const failed = new Promise<never>((_resolve, reject) => archive.once("error", reject));
  for (const file of files) archive.addFile(join(folder, file), file);
  archive.end();
  await Promise.race([pipeline(archive.outputStream, createWriteStream(path)), failed]);
}
