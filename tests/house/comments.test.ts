import { expect, test } from "vitest";
import { scanSource } from "../support/scan-source.ts";
import { readSources, type Sources } from "../support/sources.ts";

/** An editor shows the doc comment that stands right before a declaration: it is one comment, and it holds whole sentences. */

function brokenComments(files: Sources): readonly string[] {
  return [...files].flatMap(([path, text]) => {
    const tokens = scanSource(text);
    return tokens.flatMap(({ kind, text: said, line }, i) => {
      if (kind !== "doc") return [];
      const next = tokens[i + 1];
      const where = `${path}:${line}`;
      if (next === undefined) return [`${where} stands before nothing: move it to what it describes`];
      if (next.kind === "doc")
        return [`${where} is followed by another doc comment: join them, or move it to what it describes`];
      if (/(?:[,;]|\band|\bor)$/.test(said)) return [`${where} goes on in the next comment: make it a whole sentence`];
      return [];
    });
  });
}

test("every doc comment stands alone before what it describes, and ends", () => {
  expect(brokenComments(readSources("shared", "server", "client", "tests"))).toEqual([]);
});

test("the rule finds comments in a row, comments that run on, and comments before nothing", () => {
  const planted = (text: string) =>
    brokenComments(new Map([["server/a.ts", text]])).map((problem) => problem.split(" ")[0]);
  expect(planted("/** Whole. */\nconst a = 1;\n\n/** Of the file. */\n\n/** Whole. */\nconst b = 2;\n")).toEqual([
    "server/a.ts:4",
  ]);
  expect(planted("interface A {\n  /** Pairs, */\n  a: number;\n  /** and votes. */\n  b: number;\n}\n")).toEqual([
    "server/a.ts:2",
  ]);
  expect(planted("const a = 1;\n/** Of nothing. */\n")).toEqual(["server/a.ts:2"]);
  expect(
    planted('/** Whole. */\nconst a = "/** no comment, */";\n// A remark.\n/** Whole. */\nconst b = 2;\n'),
  ).toEqual([]);
});
