import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadTastes } from "../../../../server/experiments/crowd/load-tastes.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const answer = { prompt: "Why?", response: "Because." };
function tasteFile(name: string, code: string): string {
  const file = join(folder.path, name);
  writeFileSync(file, code);
  return file;
}

test("two camps share a crowd as they are told to", async () => {
  const file = tasteFile("long.mjs", "export const score = ({ response }) => response.length;\n");
  const camps = await loadTastes(`${file}:3,random:1`);
  expect(camps.map(({ name, share }) => [name, share])).toEqual([
    [file, 0.75],
    ["random", 0.25],
  ]);
  expect(camps[0]!.taste === "random" ? null : camps[0]!.taste(answer)).toBe(8);
});

test("a taste that throws is an error that names the file, its own words and the answer", async () => {
  const file = tasteFile("moody.mjs", 'export function score() { throw new TypeError("not today"); }\n');
  const [camp] = await loadTastes(file);
  const taste = camp!.taste as (given: typeof answer) => number;
  expect(() => taste(answer)).toThrow(`the taste ${file} failed on ${JSON.stringify(answer)}: not today`);
});

test.each([
  ["that isn't JavaScript", "broken.mjs", "export const score = ;", /cannot load .*broken\.mjs: /],
  ["that throws when it's loaded", "angry.mjs", 'throw new Error("no");', /cannot load .*angry\.mjs: no/],
  ["without a score", "empty.mjs", "export const rating = 1;", /empty\.mjs does not export a function "score"/],
])("a taste file %s is refused", async (_, name, code, message) => {
  await expect(loadTastes(tasteFile(name, code))).rejects.toThrow(message);
});

test.each(["undefined", "Number.NaN", "Infinity", '"good"'])("a score of %s is refused", async (value) => {
  const [camp] = await loadTastes(tasteFile("odd.mjs", `export const score = () => (${value});\n`));
  const taste = camp!.taste as (given: typeof answer) => number;
  expect(() => taste(answer)).toThrow(/instead of a finite number for \{"prompt":"Why\?"/);
});

test.each([
  ["a die", "export const score = () => Math.random();"],
  ["a counter", "let n = 0; export const score = () => n++;"],
])("a taste that contradicts itself by %s is refused at the first answer", async (_, code) => {
  const file = tasteFile(`fickle${code.length}.mjs`, code);
  const [camp] = await loadTastes(file);
  const taste = camp!.taste as (given: typeof answer) => number;
  expect(() => taste(answer)).toThrow(`the taste ${file} contradicts itself: it gave `);
});
