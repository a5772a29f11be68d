import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { parquetWriteFile } from "hyparquet-writer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { countImport, tellCounts } from "../../../../server/datasets/files/count-import.ts";
import { loadTokenizer } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { importedTokens } from "../../../../server/trainer/learner-comparison.ts";
import { POCKET_SHAPE } from "../../../../server/trainer/start/pocket-shape.ts";
import { totalOf } from "../../../../shared/protocol/imports.ts";
import { hhRows } from "../../../support/hh-rlhf.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const tokenizer = await loadTokenizer(fileURLToPath(new URL("../../../../server/world/pocket-model", import.meta.url)));
const read = importedTokens(tokenizer, POCKET_SHAPE);

let folder = { path: "", remove: () => {} };
beforeAll(() => {
  folder = temporaryFolder();
});
afterAll(() => folder.remove());

const path = () => join(folder.path, "data");
const count = () =>
  countImport(
    path(),
    (comparison) => {
      const tokens = read(comparison, comparison.chosen, comparison.rejected);
      return typeof tokens === "string" ? tokens : null;
    },
    () => {},
  );

test("of a file like HH-RLHF's every row is learnt from or counted by why not", async () => {
  const rows = hhRows(7, 2_312);
  writeFileSync(path(), gzipSync(rows.map(({ row }) => `${JSON.stringify(row)}\n`).join("")));
  const { rows: total, comparisons, leftOut, unread } = await count();
  const expected = Object.groupBy(rows, (one) => one.expected);
  const wanted = Object.entries(expected).map(([reason, some = []]) => [reason, some.length]);
  expect({ comparison: comparisons, ...leftOut }).toEqual(Object.fromEntries(wanted));
  expect(total).toBe(rows.length);
  expect(comparisons + totalOf(leftOut)).toBe(total);
  expect(totalOf(unread)).toBeGreaterThan(0);
  expect(totalOf(unread)).toBeLessThan(comparisons);
  const told = tellCounts({ rows: total, comparisons, leftOut, unread, digest: Buffer.of() }, POCKET_SHAPE, 4_000);
  expect(told).toContain(`2,312 rows, ${comparisons.toLocaleString("en")} comparisons.`);
  expect(told).toContain(`${leftOut.goesOn} go on after the answer`);
});

const text = fc.oneof(
  fc.constantFrom("", " ", "a", "a ", "Cats are kind.", "\n\nHuman: Why?\n\nAssistant: So."),
  fc.string({ unit: "grapheme" }),
);
const role = fc.constantFrom("user", "assistant", "Human", "gpt", "system", "tool");
const messages = fc.array(fc.record({ role, content: fc.oneof(text, fc.constant(null)) }), { maxLength: 4 });
const side = fc.oneof(text, fc.constant(null), messages, fc.integer());
const sides = fc.record({
  prompt: side,
  chosen: side,
  rejected: side,
  score_chosen: fc.constantFrom(1, 2, null),
  score_rejected: fc.constant(1),
});
const thumb = fc.record({
  prompt: fc.constantFrom("p", "q"),
  completion: text,
  label: fc.constantFrom(true, false, null),
});
const choice = fc.record({
  prompt: text,
  response_a: side,
  response_b: side,
  winner: fc.constantFrom("a", "b", "tie", "c", null),
});

test.each<readonly [string, fc.Arbitrary<object>, number]>([
  ["preferences", sides, 1],
  ["two answers and a winner", choice, 1],
  ["thumbs", thumb, 2],
])("%s: whatever rows hold, each is part of a comparison or left out for a reason", async (_name, row, each) => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), fc.boolean(), async (rows, isList) => {
      writeFileSync(
        path(),
        isList ? JSON.stringify(rows) : `\n${rows.map((one) => `${JSON.stringify(one)}\n`).join("")}`,
      );
      const { rows: total, comparisons, leftOut, unread } = await count();
      expect(total).toBe(rows.length);
      expect(each * comparisons + totalOf(leftOut)).toBe(total);
      expect(totalOf(unread)).toBeLessThanOrEqual(comparisons);
    }),
    { numRuns: 60 },
  );
});

/** Answers that are texts, each with a rank or with nothing. */
const ranking = fc.record({
  prompt: fc.constantFrom("p", "", "Why?"),
  answers: fc.array(fc.record({ text: fc.constantFrom("a", "b ", "c", "d"), rank: fc.constantFrom(1, 2, 3, null) }), {
    maxLength: 11,
  }),
});

test("rankings: each row gives its pairs of other ranks and other texts, or is left out for a reason", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ranking, { maxLength: 12 }), async (rows) => {
      writeFileSync(path(), JSON.stringify(rows));
      const { rows: total, comparisons, leftOut } = await count();
      const pairs = rows.map(({ prompt, answers }) =>
        prompt === "" || answers.length > 9 || answers.some(({ rank }) => rank === null)
          ? 0
          : answers.flatMap((a) => answers.filter((b) => a.rank! < b.rank! && a.text !== b.text)).length,
      );
      expect(total).toBe(rows.length);
      expect(comparisons).toBe(pairs.reduce((sum, one) => sum + one, 0));
      expect(totalOf(leftOut)).toBe(pairs.filter((one) => one === 0).length);
    }),
    { numRuns: 60 },
  );
});

test("tables and Parquet are counted alike", async () => {
  const cell = fc.oneof(fc.constantFrom("", "a", "b", 'say "so"', "a, b;\tc"), fc.string({ unit: "grapheme-ascii" }));
  const rowOf = fc.record({ prompt: cell, chosen: cell, rejected: cell });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(rowOf, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(",", ";", "\t"),
      async (rows, mark) => {
        const isFilled = (one: { prompt: string; chosen: string; rejected: string }) =>
          Object.values(one).some((value) => value.trim() !== "");
        const filled = rows.filter(isFilled);
        const lines = [
          ["prompt", "chosen", "rejected"],
          ...filled.map((one) => [one.prompt, one.chosen, one.rejected]),
        ];
        writeFileSync(path(), lines.map((cells) => cells.map(quoted).join(mark)).join("\r\n"));
        const table = await count();
        expect(table.comparisons + totalOf(table.leftOut)).toBe(filled.length);
        if (filled.length === 0) return;
        parquetWriteFile({
          filename: path(),
          columnData: (["prompt", "chosen", "rejected"] as const).map((name) => ({
            name,
            data: filled.map((one) => one[name]),
          })),
        });
        expect(await count()).toEqual(table);
      },
    ),
    { numRuns: 40 },
  );
});
