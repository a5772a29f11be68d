import { describe, expect, test } from "vitest";
import { readPromptPack } from "../../../../server/game/packs/read-prompt-pack.ts";
import type { PackType } from "../../../../shared/protocol/packs.ts";

const read = (text: string, type: PackType = "text/plain") => readPromptPack(new TextEncoder().encode(text), type);

describe("reads", () => {
  test.each<[string, string, PackType | undefined]>([
    ["one prompt a line, commas and all", "Why, dear, is it so?\r\nWhat is love?\n\n", undefined],
    ["CSV with a heading, in any column", 'id,Prompt\n1,"Why, dear, is it so?"\n2,What is love?', "text/csv"],
    ["CSV without a heading", '"Why, dear, is it so?",7\nWhat is love?,8', "text/csv"],
    ["CSV with semicolons", "nr;question\n1;Why, dear, is it so?\n2;What is love?", "text/csv"],
    ["pasted CSV, recognised by its heading", "topic\tprompt\na\tWhy, dear, is it so?\nb\tWhat is love?", undefined],
    ["a JSON list", '["Why, dear, is it so?", "What is love?"]', "application/json"],
    ["JSON objects, pasted", '[{"prompt": "Why, dear, is it so?"}, {"Question": "What is love?"}]', undefined],
    [
      "a JSON object with a list",
      '{"name": "x", "prompts": ["Why, dear, is it so?", "What is love?"]}',
      "application/json",
    ],
    [
      "a byte order mark, blanks, tabs and repetitions",
      "\ufeffWhy,  dear,\tis it so?\n What is love? \nWhat is love?",
      undefined,
    ],
  ])("%s", (_, text, type) => {
    expect(read(text, type)).toEqual(["Why, dear, is it so?", "What is love?"]);
  });

  test("text as it is: script, formulas, emoji and right-to-left", () => {
    const prompts = ["<script>alert(1)</script>", "=1+1", "👩‍👩‍👧?", "מה שלומך?"];
    expect(read(prompts.join("\n"))).toEqual(prompts);
  });

  test("without the marks that turn the page's writing direction around", () => {
    expect(read("ab\u202ecd")).toEqual(["abcd"]);
  });
});

describe("says what is wrong and what to do", () => {
  const many = Array.from({ length: 5_000 }, (_, i) => `prompt ${i}`).join("\n");
  test.each<[string, string, PackType | undefined, RegExp]>([
    ["nothing in it", " \n \n", undefined, /no prompt.*each line/],
    ["5,000 prompts", many, undefined, /5,000 prompts.*at most 500.*Split/],
    ["a prompt that is too long", `fine\n${"x".repeat(301)}`, undefined, /“xxx.*301 characters.*300.*Shorten/],
    ["malformed JSON", '["Why?", ', "application/json", /not valid JSON.*each line/],
    ["JSON without a list", '{"a": 1}', "application/json", /no list of prompts/],
    ["JSON with numbers", '["Why?", 7]', "application/json", /Item 2/],
    ["an open quotation mark", 'prompt\n"Why?\nWhat?', "text/csv", /quotation mark/],
  ])("%s", (_, text, type, problem) => {
    expect(() => read(text, type)).toThrow(problem);
  });

  test("a spreadsheet file", () => {
    expect(() => readPromptPack(new Uint8Array([0x50, 0x4b, 3, 4]), "text/csv")).toThrow(/Save the sheet as CSV/);
  });

  test.each([
    ["Latin 1", new Uint8Array([0x57, 0xe9])],
    ["UTF-16", new Uint8Array([0x57, 0x00, 0x68, 0x00])],
  ])("%s", (_, bytes) => {
    expect(() => readPromptPack(bytes, "text/csv")).toThrow(/UTF-8/);
  });
});
