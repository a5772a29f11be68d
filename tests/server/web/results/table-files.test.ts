import { inflateRawSync } from "node:zlib";
import Papa from "papaparse";
import { expect, test } from "vitest";
import { writeCsv, writeXlsx } from "../../../../server/web/results/table-files.ts";

const table = (...names: string[]) => ({
  name: "Players",
  headings: ["Nickname", "Points"],
  rows: names.map((name) => [name, -3]),
});
const read = (csv: string) => Papa.parse<string[]>(csv.replace(/^\ufeff/, ""), { skipEmptyLines: true }).data.slice(1);

test.each([
  "<script>alert(1)</script>",
  "שלום עולם",
  "👩‍👩‍👧 Ann",
  'say "hi", Bob',
  "two\r\nlines",
  "  blanks  ",
  "½ = half",
])("%j survives as it is", (name) => {
  expect(read(writeCsv(table(name)))).toEqual([[name, "-3"]]);
});

test.each([
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=1",
  "\r=1",
  "\n=1",
  " =1",
  "\u200b=1",
  "＝1",
  '=HYPERLINK("http://x")',
  "=1\nsecond line",
])("%j can't become a formula", (name) => {
  expect(read(writeCsv(table(name)))).toEqual([[`'${name}`, "-3"]]);
});

test("it begins with a byte order mark and the headings, and every line ends alike", () => {
  expect(writeCsv(table("Ann", "Bob"))).toBe("\ufeffNickname,Points\r\nAnn,-3\r\nBob,-3\r\n");
});

/** The files of a ZIP archive, read through its central directory. */
function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = archive.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(start, start + size);
    files.set(
      archive.toString("utf8", at + 46, at + 46 + name),
      (method === 0 ? data : inflateRawSync(data)).toString("utf8"),
    );
    at += 46 + name + extra + comment;
  }
  return files;
}

async function workbook(...names: string[]): Promise<Map<string, string>> {
  const rows = names.map((name) => [name, -3, true, null]);
  return unzip(await writeXlsx([{ name: "Players", headings: ["Nickname", "Points", "Muted", "Rank"], rows }]));
}

/** The strings of a workbook, without the escapes of XML. */
function texts(files: Map<string, string>): readonly string[] {
  const strings = files.get("xl/sharedStrings.xml") ?? "";
  const plain = (xml: string) =>
    xml
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, "<")
      .replace(/&gt;/g, ">")
      .replace(/&amp;/g, "&");
  return [...strings.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map((match) => plain(match[1] ?? ""));
}

const allXml = (files: Map<string, string>): string => [...files.values()].join("\n");

test("one sheet a table, with numbers as numbers", async () => {
  const files = await workbook("Ann");
  expect(files.get("xl/workbook.xml")).toContain('name="Players"');
  expect(files.get("xl/worksheets/sheet1.xml")).toContain("<v>-3</v>");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")'])("%j stays a text", async (name) => {
  const files = await workbook(name);
  expect(files.get("xl/worksheets/sheet1.xml")).not.toContain("<f>");
  expect(texts(files)).toContain(name);
});

test.each([
  ["<script>alert(1)</script>", "<script>alert(1)</script>"],
  ["שלום עולם", "שלום עולם"],
  ["👩‍👩‍👧 Ann", "👩‍👩‍👧 Ann"],
  ["bell\u0007 and half \ud83d", "bell and half "],
])("%j is written as text", async (name, expected) => {
  expect(texts(await workbook(name))).toContain(expected);
});

test("a text longer than a cell may be is cut", async () => {
  const files = await workbook("x".repeat(40_000));
  expect(allXml(files)).toContain("x".repeat(32_767));
  expect(allXml(files)).not.toContain("x".repeat(32_768));
});
