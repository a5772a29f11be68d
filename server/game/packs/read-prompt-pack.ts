import {
  MAX_PACK_PROMPTS,
  MAX_PROMPT_LENGTH,
  type PackLeftOut,
  type PackType,
} from "../../../shared/protocol/packs.ts";
import { encodingOf } from "./decode-text.ts";
import { columnOf, inputOf, itemsOf, type PackItem, promptOfValue, withInput } from "./pack-items.ts";
import { readTable, TableProblem } from "./read-table.ts";

/** Says what is wrong with a pack, and what to do about it. */
export class PackProblem extends Error {
  override readonly name = "PackProblem";
}

/** The prompts of a file, and which of its rows gave none. */
export interface ReadPack {
  readonly prompts: readonly string[];
  /** Rows with something in them, a heading not counted. */
  readonly rows: number;
  readonly leftOut: readonly PackLeftOut[];
}

/**
 * The prompts of a pack: trimmed, on one line each, without empty ones and repetitions.
 * @throws PackProblem
 */
export const readPromptPack = (bytes: Uint8Array, type: PackType): readonly string[] => readPack(bytes, type).prompts;

/**
 * The same, with what was not taken. A file is a text with a prompt on each line, CSV or TSV with a column of any usual name, a list in JSON, or
 * JSONL; which one it is, its content tells.
 * @throws PackProblem where there is nothing to take, or too much
 */
export function readPack(bytes: Uint8Array, type: PackType): ReadPack {
  const text = decode(bytes);
  const items = looksLikeJson(text, type) ? fromJson(text) : fromText(text, type);
  const pack = sorted(items);
  const { prompts, leftOut } = pack;
  if (prompts.length === 0) throw new PackProblem(whyNone(leftOut[0]));
  if (prompts.length > MAX_PACK_PROMPTS)
    throw new PackProblem(
      `It has ${prompts.length.toLocaleString("en")} prompts; a pack holds at most ${MAX_PACK_PROMPTS}. Split it into several packs.`,
    );
  return pack;
}

/** @param first of the rows that gave no prompt */
function whyNone(first: PackLeftOut | undefined): string {
  if (first?.why === "tooLong")
    return `No prompt fits: row ${first.row} has more than ${MAX_PROMPT_LENGTH} characters, and so have the others. Shorten them.`;
  if (first?.why === "cells")
    return `No prompt can be told: row ${first.row} has more cells than the heading. Put texts with commas into quotation marks.`;
  return "There is no prompt in it. Put one prompt on each line.";
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3) {
    throw new PackProblem("It is a spreadsheet or ZIP file. Save the sheet as CSV and upload that.");
  }
  try {
    const text = new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
    if (/^\ufeff?\s*<(?:!doctype\s+)?html\b/i.test(text))
      throw new PackProblem("It is a web page, not the file. Download the file itself.");
    if (!text.includes("\0")) return text;
  } catch (error) {
    if (error instanceof PackProblem) throw error; // the rest is told below
  }
  throw new PackProblem("It is not text in UTF-8. In a spreadsheet program choose “CSV UTF-8” when saving.");
}

/** A first prompt may begin with a bracket, as [Greeting] does; a list in JSON goes on with a text, an object or its end. */
const looksLikeJson = (text: string, type: PackType): boolean =>
  type === "application/json" || (/^\s*(\[\s*(["{[\]]|$)|\{\s*["}])/.test(text) && !BRACKET_AND_WORDS.test(text));

/** As in `["Hello" in French] How is it said?` */
const BRACKET_AND_WORDS = /^\s*\[[^\][{}\n]*\][ \t]*\p{L}/u;

/** One value in the whole file, or one a line. */
function fromJson(text: string): readonly PackItem[] {
  let problem: string;
  try {
    const list = itemsOf(JSON.parse(text));
    if (list !== null) return list;
    problem = 'The JSON holds no list of prompts. Write ["First prompt", "Second prompt"].';
  } catch (error) {
    problem = `It is not valid JSON (${(error as Error).message}). Check it, or put one prompt on each line.`;
  }
  return fromJsonLines(text) ?? refuse(problem);
}

function refuse(problem: string): never {
  throw new PackProblem(problem);
}

/** Null where the first line is no JSON by itself. */
function fromJsonLines(text: string): readonly PackItem[] | null {
  const lines = linesOf(text);
  const items: PackItem[] = [];
  for (const { row, text: line } of lines) {
    try {
      items.push({ row, prompt: promptOfValue(JSON.parse(line!)) });
    } catch (error) {
      if (items.length === 0) return null;
      throw new PackProblem(`Line ${row} is not valid JSON (${(error as Error).message}). Check it.`);
    }
  }
  if (items.length > 1 && items.every(({ prompt }) => prompt === null))
    throw new PackProblem('No line has a prompt. Call it so: {"prompt": "First prompt"}.');
  return items.some(({ prompt }) => prompt !== null) ? items : null;
}

interface Line {
  readonly row: number;
  readonly text: string;
}

const linesOf = (text: string): readonly Line[] =>
  text
    .split(/\r\n|\r|\n/)
    .map((line, i) => ({ row: i + 1, text: line }))
    .filter((line) => line.text.trim() !== "");

function fromText(text: string, type: PackType): readonly PackItem[] {
  const [first] = linesOf(text);
  const isTable =
    type === "text/csv" || /^\ufeff?"?sep=/i.test(text) || columnOf((first?.text ?? "").split(/[,;|\t]/)) !== -1;
  return isTable ? fromTable(text) : plainLines(text);
}

/** Lines as they are; where each stands in quotation marks, without these. */
function plainLines(text: string): readonly PackItem[] {
  const lines = linesOf(text.replace(/^\ufeff/, ""));
  const isQuoted = lines.every((line) => /^\s*"[^"]*"\s*$/.test(line.text));
  return lines.map(({ row, text: line }) => ({ row, prompt: isQuoted ? line.trim().slice(1, -1) : line }));
}

/** The column that is called prompt, question or the like; without such a heading the first. */
function fromTable(text: string): readonly PackItem[] {
  let table: ReturnType<typeof readTable>;
  try {
    table = readTable(text);
  } catch (error) {
    if (!(error instanceof TableProblem)) throw error;
    throw new PackProblem(error.message);
  }
  const { rows, delimiter } = table;
  const [heading] = rows;
  if (heading === undefined) return [];
  const column = columnOf(heading.cells);
  if (column === -1) {
    // A comma and a space, or rows of several lengths, are of texts and not of a table.
    const isProse =
      rows.some(({ cells }) => cells.length !== heading.cells.length) ||
      rows.some(({ cells }) => cells.slice(1).some((cell) => cell.startsWith(" ")));
    return rows.map(({ number, cells }) => ({
      row: number,
      prompt: isProse ? cells.join(delimiter) : (cells[0] ?? ""),
    }));
  }
  const width = heading.cells.length;
  const input = inputOf(heading.cells, column);
  return rows.slice(1).map(({ number, cells }) => {
    if (cells.length <= width || cells.slice(width).every((cell) => cell === ""))
      return { row: number, prompt: withInput(cells[column] ?? "", cells[input]) };
    // Marks inside of an unquoted text made further cells of it: the last column can be put together again.
    return column === width - 1
      ? { row: number, prompt: cells.slice(column).join(delimiter) }
      : { row: number, prompt: null, why: "cells" };
  });
}

/** Tidies the prompts, and leaves out what is none. */
function sorted(items: readonly PackItem[]): ReadPack {
  const prompts = new Set<string>();
  const leftOut: PackLeftOut[] = [];
  for (const { row, prompt, why } of items) {
    const text = tidy(prompt ?? "");
    const reason =
      prompt === null || text === ""
        ? (why ?? "noPrompt")
        : text.length > MAX_PROMPT_LENGTH
          ? "tooLong"
          : !text.isWellFormed()
            ? "broken"
            : prompts.has(text)
              ? "repeated"
              : null;
    if (reason === null) prompts.add(text);
    else leftOut.push({ row, why: reason });
  }
  return { prompts: [...prompts], rows: items.length, leftOut };
}

/** On one line, without what can't be seen or turns the writing direction of the page around it. */
function tidy(text: string): string {
  return text
    .normalize("NFC")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
