import Papa from "papaparse";
import { expect, test } from "vitest";
import { writeCsv } from "../../../../server/web/results/write-csv.ts";

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
