import { encodingOf } from "../../game/packs/decode-text.ts";
import { DatasetProblem } from "../dataset-problem.ts";

const SPREADSHEET = "It is a spreadsheet. Save its sheet as CSV UTF-8 and import that";
const ARROW =
  "It is an Arrow or Feather file. Save it as Parquet: Dataset.to_parquet(...) or DataFrame.to_parquet(...)";
const SCIENCE = "It is a file of NumPy, Avro, ORC or HDF5. Save it as JSONL or Parquet";

/** What a file is that holds no rows as it stands, by its first bytes (as Latin-1), and what to do. */
const OTHERS: readonly (readonly [string, string])[] = [
  [
    "version https://git-lfs",
    "It is a pointer of Git LFS: the file itself was not downloaded. Run `git lfs pull` in its folder, or download it again",
  ],
  ["\xff\xfe\0\0", "It is text in UTF-32. Save it as UTF-8"],
  ["\xd0\xcf\x11\xe0", SPREADSHEET],
  ["PK\x03\x04", "It is a ZIP file. Unpack it and import the file inside"],
  ["PK\x05\x06", "It is an empty ZIP file"],
  ["BZh", "It is compressed with bzip2. Unpack it with bunzip2"],
  ["\xfd7zXZ", "It is compressed with xz. Unpack it with unxz"],
  ["7z\xbc\xaf", "It is a 7z archive. Unpack it and import the file inside"],
  ["Rar!", "It is a RAR archive. Unpack it and import the file inside"],
  ["\x1f\x8b", "It is compressed twice. Unpack it once"],
  ["\x28\xb5\x2f\xfd", "It is compressed twice. Unpack it once"],
  ["PAR1", "It is a Parquet file inside a compressed one. Unpack it: Parquet is read as it is"],
  ["ARROW1", ARROW],
  ["FEA1", ARROW],
  ["\xff\xff\xff\xff", ARROW],
  ["SQLite format 3", "It is an SQLite database. Export its table as CSV"],
  ...["\x02", "\x03", "\x04", "\x05"].map(
    (version) =>
      [
        `\x80${version}`,
        "It is a pickle of Python, which may run code when it is read. Save it as JSONL or Parquet",
      ] as const,
  ),
  ...["\x93NUMPY", "Obj\x01", "ORC", "\x89HDF"].map((magic) => [magic, SCIENCE] as const),
  ["%PDF", "It is a PDF. Rows are read from JSONL, JSON, CSV, TSV and Parquet"],
];
const WEB_PAGE =
  "It is a web page or XML, not the data: perhaps the page of the download, or of a sign-in. Download the file itself";

function toldOf(start: string): string | undefined {
  if (start.startsWith("PK") && /\[Content_Types\]\.xml|xl\//.test(start)) return SPREADSHEET;
  if (start.startsWith("ustar", 257)) return "It is a tar archive. Unpack it and import the files inside";
  if (/^\s*<(!doctype html|html|\?xml)/i.test(start)) return WEB_PAGE;
  return OTHERS.find(([magic]) => start.startsWith(magic))?.[1];
}

/**
 * @param head the first bytes of the file, or of what is compressed in it
 * @throws DatasetProblem for what is no text
 */
export function refuseOthers(head: Buffer): void {
  const start = head.toString("latin1").replace(/^\xef\xbb\xbf/, "");
  const told = toldOf(start);
  if (told !== undefined) throw new DatasetProblem(`${told}.`);
  if (start.includes("\0") && encodingOf(head) === "utf-8")
    throw new DatasetProblem("It is no text. Rows are read from JSONL, JSON, CSV, TSV (gzipped or not) and Parquet.");
}
