import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { BasicType } from "hyparquet-writer";
import { ZipFile } from "yazl";

/** Rows of one file, in pages. */
export type Pages<T> = AsyncIterable<readonly T[]>;

/** A JSON object a line. */
export async function writeJsonl<T>(path: string, pages: Pages<T>): Promise<void> {
  async function* lines() {
    for await (const page of pages) yield page.map((row) => `${JSON.stringify(row)}\n`).join("");
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

/** Rows that are encoded at a time. */
const ROW_GROUP = 10_000;

export type ParquetColumns = Readonly<Record<string, BasicType>>;

/** Parquet, compressed by Snappy, no column nullable: what `datasets` and pandas read without more. */
export async function writeParquet<T extends object>(
  path: string,
  columns: ParquetColumns,
  pages: Pages<T>,
): Promise<void> {
  const { fileWriter, parquetWriteRows } = await import("hyparquet-writer"); // large, and no game waits for it
  async function* rows() {
    for await (const page of pages) yield* page;
  }
  await parquetWriteRows({
    writer: fileWriter(path),
    rows: rows(),
    columns: Object.entries(columns).map(([name, type]) => ({ name, type, nullable: false })),
    rowGroupSize: ROW_GROUP,
    createdBy: "thumbwar",
  });
}

/** Files of a folder as one ZIP. */
export async function writeZip(path: string, folder: string, files: readonly string[]): Promise<void> {
  const archive = new ZipFile();
  const failed = new Promise<never>((_resolve, reject) => archive.once("error", reject));
  for (const file of files) archive.addFile(join(folder, file), file);
  archive.end();
  await Promise.race([pipeline(archive.outputStream, createWriteStream(path)), failed]);
}
