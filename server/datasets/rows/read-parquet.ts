import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from "hyparquet";
import { decompressLz4, decompressLz4Raw } from "hyparquet-compressors";
import { isOfUse } from "../comparisons/columns.ts";
import { DatasetProblem } from "../dataset-problem.ts";

/** Snappy comes with the reader, and what Node knows is faster than a package; LZO alone is left out. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  ZSTD: (input) => zstdDecompressSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  LZ4: decompressLz4,
  LZ4_RAW: decompressLz4Raw,
};

/**
 * Rows, a row group at a time; of comparisons, columns that are no part of them aren't read.
 * @throws DatasetProblem when it's no Parquet file, or can't be read
 */
export async function* readParquet(path: string): AsyncGenerator<{ readonly number: number; readonly row: unknown }> {
  const file = await asyncBufferFromFile(path);
  const metadata = await readable("", () => parquetMetadataAsync(file));
  const present = parquetSchema(metadata).children.map(({ element }) => element.name);
  // Where none is of use, the first row tells which there are.
  const used = present.filter(isOfUse);
  const columns = used.length === 0 ? present : used;
  let rowStart = 0;
  for (const rowEnd of groupEnds(metadata)) {
    const from = rowStart;
    const rows = await readable(` in rows ${from + 1} to ${rowEnd}`, () =>
      parquetReadObjects({ file, metadata, columns, compressors, rowStart: from, rowEnd }),
    );
    for (const row of rows) yield { number: ++rowStart, row };
  }
}

function groupEnds({ row_groups }: FileMetaData): readonly number[] {
  let end = 0;
  return row_groups.map(({ num_rows }) => {
    end += Number(num_rows);
    return end;
  });
}

async function readable<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw new DatasetProblem(`It can't be read as Parquet${where}: ${(error as Error).message}`, { cause: error });
  }
}
