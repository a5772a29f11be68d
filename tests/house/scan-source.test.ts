import { expect, test } from "vitest";
import { scanSource } from "../support/scan-source.ts";
import { readSources } from "../support/sources.ts";

/** The rules of the house read sources through this scanner. */

const scanned = (source: string) => scanSource(source).map(({ kind, text }) => [kind, text]);

test("strings, comments, patterns and templates are told apart", () => {
  expect(scanned('const a = "/* no */"; // yes')).toEqual([
    ["word", "const"],
    ["word", "a"],
    ["sign", "="],
    ["string", "/* no */"],
    ["sign", ";"],
    ["comment", "yes"],
  ]);
  expect(scanned("/**\n * Two\n * lines.\n */\nx")).toEqual([
    ["doc", "Two lines."],
    ["word", "x"],
  ]);
  expect(scanned("`a $" + "{b({ c: `d` })} e`").filter(([kind]) => kind !== "sign")).toEqual([
    ["template", "a "],
    ["word", "b"],
    ["word", "c"],
    ["template", "d"],
    ["template", " e"],
  ]);
  expect(scanned(`x = /["'\`/]/g.test(y) / 2`).filter(([kind]) => kind === "pattern")).toEqual([
    ["pattern", `/["'\`/]/g`],
  ]);
  expect(scanSource('a\n/* b\n c */ "d"').map(({ line }) => line)).toEqual([1, 2, 3]);
});

test("no quotation mark of any source is left over", () => {
  const lost = [...readSources("shared", "server", "client", "tests")].filter(([, text]) =>
    scanSource(text).some(({ kind, text: sign }) => kind === "sign" && /["'`]/.test(sign)),
  );
  expect(lost.map(([path]) => path)).toEqual([]);
});
