import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CheckpointFault } from "./checkpoint-fault.ts";

/** By which a file is known again. */
export interface FileMark {
  /** In bytes. */
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

/** The files of a folder, by name. It is written last: a folder without one was never finished. */
export type Manifest = Readonly<Record<string, FileMark>>;

export const MANIFEST = "manifest.json";

/** Names lead to no other folder. */
const fileName = z.string().regex(/^\w[\w.-]{0,200}$/);
const schema = z.object({
  files: z.record(
    fileName,
    z.object({ size: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  ),
});

/** Marks the files of a folder on disk. */
export async function describeFolder(folder: string): Promise<Manifest> {
  const manifest: Record<string, FileMark> = {};
  for (const name of (await readdir(folder)).sort()) manifest[name] = await markOf(join(folder, name));
  return manifest;
}

/** Marks a file on disk. */
export async function markOf(path: string): Promise<FileMark> {
  const { size } = await stat(path);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return { size, sha256: hash.digest("hex") };
}

export const formatManifest = (files: Manifest): string => `${JSON.stringify({ files }, null, 2)}\n`;

/** @throws CheckpointFault that names the place where it isn't a manifest */
export function parseManifest(text: string, place: string): Manifest {
  try {
    return schema.parse(JSON.parse(text)).files;
  } catch (cause) {
    throw new CheckpointFault(`Reading ${place}: it is damaged, or is no manifest of Thumbwar`, { cause });
  }
}
