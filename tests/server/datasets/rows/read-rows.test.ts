import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRows } from "../../../../server/datasets/rows/read-rows.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let folder = { path: "", remove: () => {} };
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

async function read(content: string | Uint8Array, name = "data"): Promise<unknown[]> {
  const path = join(folder.path, name);
  writeFileSync(path, content);
  const rows: unknown[] = [];
  for await (const { row } of readRows(path)) rows.push(row);
  return rows;
}

const ROW = { prompt: 'Why, "so"?', chosen: "Füchse 🦊\nrun", rejected: "No;" };
const LINE = JSON.stringify(ROW);
const CSV = `prompt,chosen,rejected\n"Why, ""so""?","Füchse 🦊\nrun",No;\n`;
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");

test.each<readonly [string, string | Uint8Array]>([
  ["JSONL", `${LINE}\n`],
  ["JSONL, gzipped", gzipSync(LINE)],
  ["JSONL, with Zstandard", zstdCompressSync(Buffer.from(LINE))],
  ["JSONL in UTF-16", utf16(LINE)],
  [
    "JSONL in UTF-16 without a mark, big end first",
    utf16(`{"a": 1,${LINE.slice(1)}`)
      .subarray(2)
      .swap16(),
  ],
  ["a list", `[${LINE}]`],
  ["a list over several lines", `\ufeff \n${JSON.stringify([ROW], null, 2)}\n`],
  ["one object over several lines", JSON.stringify(ROW, null, 2)],
  ["an object with a list", `{"version": 1, "data": [${LINE}]}`],
  ["an object with a list, over several lines", JSON.stringify({ data: [ROW] }, null, 1)],
  ["rows of the Hub's viewer", JSON.stringify({ features: [], rows: [{ row_idx: 0, row: ROW }] })],
  ["CSV", CSV],
  ["CSV of Excel", `\ufeffsep=;\r\nprompt;chosen;rejected\r\n"Why, ""so""?";"Füchse 🦊\nrun";"No;"\r\n`],
  ["CSV in UTF-16 with tabs", utf16(`prompt\tchosen\trejected\r\n"Why, ""so""?"\t"Füchse 🦊\nrun"\tNo;\r\n`)],
])("%s is read", async (_name, content) => {
  expect(await read(content)).toEqual([expect.objectContaining(ROW)]);
});

test("NaN and the infinities are null, in lines and lists; in texts they stay", async () => {
  const text = '{"a": NaN, "b": [-Infinity, 1], "c": "NaN \\" Infinity", "d": Infinity}';
  const expected = { a: null, b: [null, 1], c: 'NaN " Infinity', d: null };
  expect(await read(`${text}\n${text}\n`)).toEqual([expected, expected]);
  expect(await read(`[${text}]`)).toEqual([expected]);
});

test("line ends of several systems may be mixed in a table; empty rows are no rows", async () => {
  expect(await read("prompt,topic\r\nWhy?,a\nHow?,b\r\n,\n\rWho?,c")).toEqual([
    ...[
      { prompt: "Why?", topic: "a" },
      { prompt: "How?", topic: "b" },
    ],
    { prompt: "Who?", topic: "c" },
  ]);
});

test.each<readonly [string, string | Uint8Array, string]>([
  ["an LFS pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:01\nsize 9\n", "git lfs pull"],
  ["an LFS pointer after a byte order mark", "\ufeffversion https://git-lfs.github.com/spec/v1\n", "git lfs pull"],
  ["UTF-32", Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), "UTF-32"],
  ["UTF-16 that is cut", utf16(LINE).subarray(0, -1), "begins as UTF-16LE and is broken"],
  ["a table with a column twice", "prompt,chosen,rejected,Chosen\na,b,c,d\n", "Two columns are called chosen"],
  ["a ZIP", "PK\x03\x04rows.jsonl", "ZIP file. Unpack it"],
  ["a spreadsheet", "PK\x03\x04\x14\0[Content_Types].xml", "spreadsheet"],
  ["a ZIP inside gzip", gzipSync("PK\x03\x04"), "ZIP file"],
  ["a tar inside gzip", gzipSync(`${"\0".repeat(257)}ustar`), "tar archive"],
  ["gzip twice", gzipSync(gzipSync(LINE)), "compressed twice"],
  ["Parquet inside gzip", gzipSync("PAR1"), "Parquet is read as it is"],
  ["gzip that is cut", gzipSync(LINE.repeat(99)).subarray(0, -20), "damaged or cut short"],
  ["Zstandard that is cut", zstdCompressSync(Buffer.from(LINE.repeat(99))).subarray(0, -5), "damaged or cut short"],
  ["gzip with another byte in it", gzipSync(LINE).fill(0xff, 20, 24), "damaged or cut short"],
  ["bzip2", "BZh91AY", "bunzip2"],
  ["xz", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]), "unxz"],
  ["Arrow", "ARROW1\0\0", "to_parquet"],
  ["a pickle", Buffer.from([0x80, 4, 0x95]), "pickle"],
  ["a database", "SQLite format 3\0", "SQLite"],
  ["a web page", "\n<!DOCTYPE html><html>", "web page"],
  ["bytes", Buffer.from([1, 2, 0, 0, 5, 0, 0, 0, 9]), "It is no text"],
  ["nothing", "", "It is empty"],
  ["Latin-1", Buffer.from("prompt,chosen\nF\xfcchse,b", "latin1"), "CSV UTF-8"],
])("%s is told by its name", async (_name, content, told) => {
  await expect(read(content)).rejects.toThrow(told);
});

test("text that is no JSON is told where the name says JSON", async () => {
  await expect(read("prompt,chosen", "votes.jsonl.gz")).rejects.toThrow("Line 1: it is not valid JSON");
});
