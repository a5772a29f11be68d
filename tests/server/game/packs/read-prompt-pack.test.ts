import { describe, expect, test } from "vitest";
import { readPack, readPromptPack } from "../../../../server/game/packs/read-prompt-pack.ts";
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
    ["JSONL", '{"prompt": "Why, dear, is it so?"}\r\n\n{"prompt": "What is love?"}\n', undefined],
    [
      "instructions with what they are about",
      '{"instruction": "Why, dear,", "input": "is it so?"}\n{"instruction": "What is love?", "input": ""}',
      undefined,
    ],
    ["the same as a table", 'instruction,input,output\n"Why, dear,",is it so?,a\nWhat is love?,,b\n', "text/csv"],
    ["JSONL of texts", '"Why, dear, is it so?"\n"What is love?"', undefined],
    [
      "MT-bench's turns, of which the first counts",
      '{"turns": ["Why, dear, is it so?", "And?"]}\n{"turns": ["What is love?"]}',
      undefined,
    ],
    [
      "conversations",
      '[{"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "Why, dear, is it so?"}]}, {"conversations": [{"from": "human", "value": "What is love?"}]}]',
      undefined,
    ],
    [
      "messages whose contents are parts",
      '{"messages": [{"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "Why, dear, is it so?"}]}]}\n{"prompt": "What is love?"}',
      undefined,
    ],
    ["Excel's first line", "sep=;\r\nprompt;topic\r\nWhy, dear, is it so?;a\r\nWhat is love?;b\r\n", undefined],
    ["line ends of several systems", "prompt\r\nWhy, dear, is it so?\nWhat is love?\r", "text/csv"],
    ["one column with commas and no quotation marks", "Question\nWhy, dear, is it so?\nWhat is love?\n", "text/csv"],
    ["the same without a heading", "Why, dear, is it so?\nWhat is love?\n", "text/csv"],
    [
      "a last column with commas and no quotation marks",
      "id,prompt\n1,Why, dear, is it so?\n2,What is love?",
      "text/csv",
    ],
    ["a heading in another language", 'n.º,Pregunta\n1,"Why, dear, is it so?"\n2,What is love?', "text/csv"],
    ["a heading by another name", '"Instruction","Source"\n"Why, dear, is it so?",a\nWhat is love?,b', "text/csv"],
    ["the better one of two headings", 'text,prompt\nx,"Why, dear, is it so?"\ny,What is love?', undefined],
    ["a spreadsheet's tabs", "Why, dear, is it so?\nWhat is love?", "text/csv"],
  ])("%s", (_, text, type) => {
    expect(read(text, type)).toEqual(["Why, dear, is it so?", "What is love?"]);
  });

  test("prompts that begin with a bracket, a brace or a word in quotation marks", () => {
    const prompts = [
      "[Greeting] Say hello",
      '["Hello" in French] How?',
      "Question, please: why?",
      "{name} is who?",
      '"So" means what?',
      "(Hm) Why?",
    ];
    for (const first of prompts) {
      const all = [first, ...prompts.filter((one) => one !== first)];
      expect(read(all.join("\n"))).toEqual(all);
      expect(read(`prompt\n${all.join("\n")}`, "text/csv")).toEqual(all);
    }
  });

  test.each(["utf16le", "utf-16 with its big end first"])("UTF-16: %s", (name) => {
    const bytes = Buffer.from("\ufeffWhy, dear?\r\nWhat is love?", "utf16le");
    if (name !== "utf16le") bytes.swap16();
    expect(readPromptPack(bytes, "text/plain")).toEqual(["Why, dear?", "What is love?"]);
    expect(readPromptPack(bytes.subarray(2), "text/plain")).toEqual(["Why, dear?", "What is love?"]);
  });

  test("text as it is: script, formulas, emoji and right-to-left", () => {
    const prompts = ["<script>alert(1)</script>", "=1+1", "👩‍👩‍👧?", "מה שלומך?"];
    expect(read(prompts.join("\n"))).toEqual(prompts);
  });

  test("without the marks that turn the page's writing direction around", () => {
    expect(read("ab\u202ecd")).toEqual(["abcd"]);
  });
});

test("says which rows gave nothing, and why", () => {
  const long = "x".repeat(301);
  const pack = (text: string, type: PackType = "text/plain") => readPack(new TextEncoder().encode(text), type);
  expect(pack(`Why?\n\nWho?\n${long}\nWhy? `)).toEqual({
    ...{ prompts: ["Why?", "Who?"], rows: 4 },
    leftOut: [
      { row: 4, why: "tooLong" },
      { row: 5, why: "repeated" },
    ],
  });
  expect(pack("prompt,topic\nWhy, dear?,a\n,b\nWho?,c", "text/csv")).toEqual({
    ...{ prompts: ["Who?"], rows: 3 },
    leftOut: [
      { row: 2, why: "cells" },
      { row: 3, why: "noPrompt" },
    ],
  });
  expect(pack('["Why?", 7, {"answer": "So."}]').leftOut.map(({ row }) => row)).toEqual([2, 3]);
  expect(pack('["Hi \\ud83d", "Why?"]')).toEqual({ prompts: ["Why?"], rows: 2, leftOut: [{ row: 1, why: "broken" }] });
  expect(() => pack('{"ask": "Why?"}\n{"ask": "How?"}')).toThrow("No line has a prompt");
  expect(pack('{"prompt": "Why?"}\n{"prompt": null}').leftOut).toEqual([{ row: 2, why: "noPrompt" }]);
});

describe("says what is wrong and what to do", () => {
  const many = Array.from({ length: 5_000 }, (_, i) => `prompt ${i}`).join("\n");
  test.each<[string, string, PackType | undefined, RegExp]>([
    ["a web page", "\n<!DOCTYPE html>\n<html></html>", undefined, /It is a web page/],
    [
      "a table whose commas stand in no marks",
      "prompt,topic\nHello, how are you?,x\n",
      undefined,
      /row 2 has more cells/,
    ],
    ["nothing in it", " \n \n", undefined, /no prompt.*each line/],
    ["5,000 prompts", many, undefined, /5,000 prompts.*at most 500.*Split/],
    ["nothing but a prompt that is too long", "x".repeat(301), undefined, /row 1.*300 characters.*Shorten/],
    ["a list that is cut, pasted", '["Why?", "What', undefined, /not valid JSON/],
    ["a line of JSONL that is cut", '{"prompt": "Why?"}\n{"prompt": ', undefined, /Line 2 is not valid JSON/],
    ["malformed JSON", '["Why?", ', "application/json", /not valid JSON.*each line/],
    ["JSON without a list", '{"a": 1}', "application/json", /no list of prompts/],
    ["an open quotation mark", 'prompt\n"Why?\nWhat?', "text/csv", /quotation mark/],
  ])("%s", (_, text, type, problem) => {
    expect(() => read(text, type)).toThrow(problem);
  });

  test("a spreadsheet file", () => {
    expect(() => readPromptPack(new Uint8Array([0x50, 0x4b, 3, 4]), "text/csv")).toThrow(/Save the sheet as CSV/);
  });

  test.each([
    ["Latin 1", new Uint8Array([0x57, 0xe9])],
    ["bytes that are no text", new Uint8Array([0x57, 0x01, 0x00, 0x00, 0x02])],
  ])("%s", (_, bytes) => {
    expect(() => readPromptPack(bytes, "text/csv")).toThrow(/UTF-8/);
  });
});
