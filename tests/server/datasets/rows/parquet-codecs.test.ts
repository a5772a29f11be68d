import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRows } from "../../../../server/datasets/rows/read-rows.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/**
 * Small files of one column in base64, by the codec that pyarrow 26 was asked for:
 * `pq.write_table(table, buffer, compression=codec, use_dictionary=False, write_statistics=False, store_schema=False)`. Its `lz4` is LZ4_RAW.
 */
const FILES: Readonly<Record<string, string>> = JSON.parse(
  readFileSync(new URL("parquet-codecs.json", import.meta.url), "utf8"),
);
const PROMPTS = Array.from({ length: 3 }, (_, i) => `${"Why do cats purr? ".repeat(4)}${i}`);

let folder = { path: "", remove: () => {} };
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

test.each(Object.entries(FILES))("Parquet is read as it was written, compressed with %s", async (codec, base64) => {
  const path = join(folder.path, `${codec}.parquet`);
  writeFileSync(path, Buffer.from(base64, "base64"));
  const rows: unknown[] = [];
  for await (const { row } of readRows(path)) rows.push(row);
  expect(rows).toEqual(PROMPTS.map((prompt) => ({ prompt })));
});

test("the codecs differ", () => {
  expect(Object.keys(FILES)).toEqual(["none", "snappy", "gzip", "zstd", "brotli", "lz4"]);
  expect(new Set(Object.values(FILES)).size).toBe(6);
});
