import Papa from "papaparse";
import { MAX_PACK_PROMPTS, MAX_PROMPT_LENGTH, type PackType } from "../../../shared/protocol/packs.ts";

/** Says what is wrong with a pack, and what to do about it. */
export class PackProblem extends Error {
  override readonly name = "PackProblem";
}

/** Names of the column, or of the property, that holds the prompt. */
const PROMPT_NAMES = ["prompt", "prompts", "question", "questions", "text"];

/**
 * The prompts of a pack: trimmed, on one line each, without empty ones and repetitions.
 * @throws PackProblem
 */
export function readPromptPack(bytes: Uint8Array, type: PackType): readonly string[] {
  const text = decode(bytes);
  const found = type === "application/json" || /^\s*[[{]/.test(text) ? fromJson(text) : fromText(text, type);
  const prompts = [...new Set(found.map(tidy).filter((prompt) => prompt !== ""))];
  if (prompts.length === 0) throw new PackProblem("There is no prompt in it. Put one prompt on each line.");
  if (prompts.length > MAX_PACK_PROMPTS) {
    throw new PackProblem(
      `It has ${prompts.length.toLocaleString("en")} prompts; a pack holds at most ${MAX_PACK_PROMPTS}. Split it into several packs.`,
    );
  }
  const long = prompts.find((prompt) => prompt.length > MAX_PROMPT_LENGTH);
  if (long !== undefined) {
    throw new PackProblem(
      `The prompt that begins with “${long.slice(0, 40)}…” has ${long.length} characters; at most ${MAX_PROMPT_LENGTH} fit on a phone. Shorten it.`,
    );
  }
  return prompts;
}

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) {
    throw new PackProblem("It is a spreadsheet or ZIP file. Save the sheet as CSV and upload that.");
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // told below
  }
  throw new PackProblem("It is not text in UTF-8. In a spreadsheet program choose “CSV UTF-8” when saving.");
}

/** A list of texts, a list of objects with a prompt each, or an object with such a list. */
function fromJson(text: string): readonly string[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new PackProblem(
      `It is not valid JSON (${(error as Error).message}). Check it, or put one prompt on each line.`,
    );
  }
  const list = Array.isArray(value) ? value : promptOf(value);
  if (!Array.isArray(list))
    throw new PackProblem('The JSON holds no list of prompts. Write ["First prompt", "Second prompt"].');
  return list.map((item: unknown, i) => {
    const prompt = typeof item === "string" ? item : promptOf(item);
    if (typeof prompt === "string") return prompt;
    throw new PackProblem(
      `Item ${i + 1} of the list is no text and has no “prompt”. Write {"prompt": "…"} or a plain text.`,
    );
  });
}

function promptOf(item: unknown): unknown {
  if (typeof item !== "object" || item === null) return undefined;
  return Object.entries(item).find(([name]) => PROMPT_NAMES.includes(name.toLowerCase()))?.[1];
}

function fromText(text: string, type: PackType): readonly string[] {
  const [firstLine = ""] = text.split(/\r?\n/, 1);
  const named = firstLine.split(/[,;\t]/).some((cell) => PROMPT_NAMES.includes(heading(cell)));
  return type === "text/csv" || named ? fromCsv(text) : text.split(/\r\n|\r|\n/);
}

/** The column that is called prompt, question or text; without such a heading the first. */
function fromCsv(text: string): readonly string[] {
  const { data, errors } = Papa.parse<string[]>(text, { skipEmptyLines: "greedy" });
  const broken = errors.find(({ type }) => type === "Quotes");
  if (broken !== undefined) {
    const row = (broken.row ?? 0) + 1;
    throw new PackProblem(
      `Row ${row} has a quotation mark that is not closed. Write "" for a quotation mark inside a quoted text.`,
    );
  }
  const column = (data[0] ?? []).findIndex((cell) => PROMPT_NAMES.includes(heading(cell)));
  return column === -1 ? data.map((row) => row[0] ?? "") : data.slice(1).map((row) => row[column] ?? "");
}

function heading(cell: string): string {
  return cell.trim().replace(/^"|"$/g, "").toLowerCase();
}

/** On one line, without what can't be seen or turns the writing direction of the page around it. */
function tidy(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replace(/ {2,}/g, " ")
    .trim();
}
