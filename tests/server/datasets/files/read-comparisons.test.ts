import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteFile } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readComparisons } from "../../../../server/datasets/files/read-comparisons.ts";
import { writeParquet } from "../../../../server/datasets/write-files.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let folder = { path: "", remove: () => {} };
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

function fileOf(content: string | Uint8Array): string {
  const path = join(folder.path, "data");
  writeFileSync(path, content);
  return path;
}

async function read(path: string) {
  const rows = [];
  for await (const page of readComparisons(path)) rows.push(...page);
  return rows;
}

const row = (i: number) => ({ prompt: `p${i}`, chosen: `c${i}\u2028`, rejected: `r${i}` });
const lines = (count: number) => Array.from({ length: count }, (_, i) => JSON.stringify(row(i))).join("\r\n");

test("lines end at newlines alone; a byte order mark, blank lines and a missing last newline do no harm", async () => {
  const rows = await read(fileOf(`\ufeff${lines(2_500)}\n\n  \n${lines(1)}`));
  expect(rows).toEqual([...Array.from({ length: 2_500 }, (_, i) => row(i)), row(0)]);
});

test("gzipped lines are read; what is cut off is refused", async () => {
  const zipped = gzipSync(lines(3_000));
  expect(await read(fileOf(zipped))).toHaveLength(3_000);
  await expect(read(fileOf(zipped.subarray(0, zipped.length / 2)))).rejects.toThrow(
    /^After line \d+: .*cut short \(unexpected end of file\)/,
  );
});

test.each([
  ["JSON that ends early", `${lines(3)}\n{"prompt": "p`, "Line 4: it is not valid JSON"],
  [
    "bytes that are no UTF-8",
    Buffer.concat([Buffer.from(`${lines(1)}\n`), Buffer.from([0x22, 0xff, 0x22])]),
    "Line 2: it is not text in UTF-8",
  ],
  ["a JSON list that is cut", '[\n{"prompt": "p"}', "begins as a JSON list and is not valid JSON"],
  ["an item of a list", '[{"prompt": "p", "chosen": "a", "rejected": "a"}]', "Item 1: chosen and rejected are equal"],
  ["a value that is no row", `${lines(1)}\n17`, "Line 2: It is no object, but a number (17)"],
  ["a table with unquoted commas", "prompt,chosen,rejected\np,a,b, and c", "Row 2 has 4 cells, the heading 3"],
  ["a quotation mark that stays open", 'prompt,chosen,rejected\np,"a,b', "Row 2 has a quotation mark"],
  [
    "a row of another kind",
    `${lines(1)}\n{"text": "hello"}`,
    "Line 2: It has the columns text, and no chosen and no rejected",
  ],
  ["one endless line", `{"prompt": "${"x".repeat(17 * 1024 * 1024)}`, "Line 1: it is longer"],
])("%s is named by its line", async (_name, content, message) => {
  await expect(read(fileOf(content))).rejects.toThrow(message);
});

test("Parquet: several row groups, other columns passed over, messages too", async () => {
  const path = join(folder.path, "groups.parquet");
  async function* pages() {
    for (let start = 0; start < 25_000; start += 1_000) {
      yield Array.from({ length: 1_000 }, (_, i) => ({ ...row(start + i), source: "web" }));
    }
  }
  await writeParquet(path, { source: "STRING", prompt: "STRING", chosen: "STRING", rejected: "STRING" }, pages());
  const rows = await read(path);
  expect(rows).toHaveLength(25_000);
  expect(rows.at(-1)).toEqual(row(24_999));
});

test("Parquet with other columns is named by them; a cut file is refused; an equal pair by its row", async () => {
  const path = join(folder.path, "other.parquet");
  parquetWriteFile({
    filename: path,
    columnData: [
      { name: "question", data: ["why"] },
      { name: "best", data: ["so"] },
    ],
  });
  await expect(read(path)).rejects.toThrow("columns question, best, and no rejected");
  await expect(read(fileOf(readFileSync(path).subarray(0, 40)))).rejects.toThrow("can't be read as Parquet");
  const data = ["x", "y"];
  const columns = ["prompt", "chosen", "rejected"].map((name) => ({
    name,
    data: name === "rejected" ? ["z", "y"] : data,
  }));
  parquetWriteFile({ filename: path, columnData: columns });
  await expect(read(path)).rejects.toThrow("Row 2: chosen and rejected are equal");
});
