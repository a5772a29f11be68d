import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test, vi } from "vitest";
import {
  comparedPreferences,
  holdOut,
  promptOf,
  readPreferenceFile,
} from "../../../../server/experiments/models/preferences.ts";
import { readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { loadTokenizer } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import type { Comparison } from "../../../../server/ports/learning.ts";
import { POCKET_SHAPE } from "../../../../server/trainer/start/pocket-shape.ts";
import { demonstration } from "../../../../server/world/demonstration.ts";
import { trainPrompts } from "../../../../server/world/prompts.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });

const LEARN = fileURLToPath(new URL("../../../../server/cli/learn.ts", import.meta.url));
const POCKET = fileURLToPath(new URL("../../../../server/world/pocket-model", import.meta.url));
const scratch = temporaryFolder();
const run = promisify(execFile);
const tokenizer = await loadTokenizer(POCKET);
const random = seeded(2);

/** Pairs whose preferred answer is the longer one. */
const rows = trainPrompts.slice(0, 12).flatMap((prompt) => {
  const answers = [demonstration(prompt, random), demonstration(prompt, random)].sort((a, b) => b.length - a.length);
  return [{ prompt: prompt.text, chosen: answers[0]!, rejected: answers[1]! }];
});

async function fileOf(name: string, lines: readonly string[]): Promise<string> {
  const path = join(scratch.path, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
  return path;
}
const whole = rows.map((row) => JSON.stringify(row));
const read = (path: string) => readPreferenceFile(path, tokenizer, POCKET_SHAPE);

test("learn dpo turns a file of pairs into a model that leans towards the preferred answers", async () => {
  const silent = { ...rows[0], rejected: "" };
  const file = await fileOf("pairs.jsonl", [...whole, JSON.stringify(silent)]);
  const out = join(scratch.path, "out");
  const options = ["--epochs", "8", "--learning-rate", "3e-4", "--threads", "1"];
  const { stdout } = await run(process.execPath, [
    LEARN,
    "dpo",
    "--from",
    POCKET,
    "--file",
    file,
    "--out",
    out,
    ...options,
  ]);
  expect(stdout).toContain(
    "12 pairs, 1 of them held out; left out: 0 without a preferred answer, 0 that this model can't read, " +
      "1 row that is no comparison (the first: Line 13: rejected is empty)",
  );
  const [, accuracy] = /rewards\/accuracies +(\d\.\d+)/.exec(stdout) ?? [];
  expect(Number(accuracy)).toBeGreaterThan(0.9);
  const [from, to] = [await readCheckpoint(POCKET), await readCheckpoint(out)];
  expect(to.config).toEqual(from.config);
  expect(to.weights["model.norm.weight"]!.values).not.toEqual(from.weights["model.norm.weight"]!.values);
  expect((await loadTokenizer(out)).encode("cats")).toEqual(tokenizer.encode("cats"));
});

test("learn dpo ends with one clear line on a file that isn't there", async () => {
  const failed = await run(process.execPath, [LEARN, "dpo", "--from", POCKET, "--file", "nowhere.jsonl"]).catch(
    (e) => e,
  );
  expect(failed.code).toBe(1);
  expect(failed.stderr).toMatch(/^learn: nowhere\.jsonl: there is no such file\n$/);
});

describe("a file of pairs", () => {
  test("gives sequences that end, prompts with their marks, and counts what the model can't read", async () => {
    const long = { ...rows[0], chosen: "cats ".repeat(200) };
    const { pairs, unreadable } = await read(await fileOf("long.jsonl", [...whole, "", JSON.stringify(long)]));
    expect(unreadable).toBe(1);
    expect(pairs).toHaveLength(rows.length);
    for (const [i, { chosen, rejected, share }] of pairs.entries()) {
      expect(tokenizer.decode(chosen.response)).toBe(rows[i]!.chosen);
      expect(tokenizer.decode(rejected.response)).toBe(rows[i]!.rejected);
      expect(chosen.response.at(-1)).toBe(tokenizer.eosId);
      expect(chosen.prompt).toEqual(tokenizer.encodePrompt(rows[i]!.prompt));
      expect(share).toBe(1);
    }
  });

  test.each([
    ["broken JSON", "{", "bad.jsonl: Line 13: it is not valid JSON"],
    [
      "a missing column",
      '{"prompt": "p", "chosen": "c"}',
      "Line 13: It has the columns prompt, chosen, and no rejected",
    ],
    ["a row that is a list", "[1]", "Line 13: It is no object"],
  ])("is refused for %s, with the line", async (_, line, message) => {
    await expect(read(await fileOf("bad.jsonl", [...whole, line, ...whole]))).rejects.toThrow(message);
  });

  test.each([
    ["an empty answer", '{"prompt": "p", "chosen": " ", "rejected": "c"}', "Line 13: chosen is empty"],
    ["equal answers", '{"prompt": "p", "chosen": "c", "rejected": "c"}', "Line 13: chosen and rejected are equal"],
  ])("is read without rows of %s, which are counted, the first with its line", async (_, line, message) => {
    const { pairs, unusable } = await read(await fileOf("odd.jsonl", [...whole, line, ...whole, line]));
    expect(pairs).toHaveLength(2 * rows.length);
    expect(unusable.count).toBe(2);
    expect(unusable.first).toContain(message);
  });

  test("of nothing but such rows is refused", async () => {
    const silent = await fileOf("silent.jsonl", ['{"prompt": "p", "chosen": "", "rejected": "c"}']);
    await expect(read(silent)).rejects.toThrow(
      "silent.jsonl holds no pairs, 1 row that is no comparison (the first: Line 1: chosen",
    );
  });

  test("without lines is refused", async () => {
    await expect(read(await fileOf("empty.jsonl", [""]))).rejects.toThrow("empty.jsonl holds no pairs");
  });
});

describe("an arena's comparisons", () => {
  const tokensOf = (text: string) => [...tokenizer.encode(text), tokenizer.eosId];
  const comparison = (id: number, label: number, change: Partial<Comparison> = {}): Comparison => ({
    id,
    pairId: `pair-${id}`,
    roundId: "round",
    kind: "rapid",
    criterion: "overall",
    promptId: "prompt",
    prompt: rows[0]!.prompt,
    a: { text: rows[0]!.chosen, tokens: tokensOf(rows[0]!.chosen), policyVersion: 0 },
    b: { text: rows[0]!.rejected, tokens: [], policyVersion: -1 },
    label,
    bothBad: 0,
    votes: 1,
    repeatOf: null,
    ballots: [],
    ...change,
  });
  const store = (all: readonly Comparison[]) => ({
    after: async (_: number, id: number, limit: number) => all.filter((one) => one.id > id).slice(0, limit),
  });
  const readAll = (all: readonly Comparison[]) => comparedPreferences(store(all), 1, tokenizer, POCKET_SHAPE);

  test("become pairs with the preferred answer first and its share; ties are counted and left out", async () => {
    const { pairs, undecided } = await readAll([comparison(1, 0.75), comparison(2, 0), comparison(3, 0.5)]);
    expect(undecided).toBe(1);
    expect(pairs.map((pair) => [tokenizer.decode(pair.chosen.response), pair.share])).toEqual([
      [rows[0]!.chosen, 0.75],
      [rows[0]!.rejected, 1],
    ]);
  });

  test("are read to the last page", async () => {
    expect((await readAll(Array.from({ length: 1_203 }, (_, i) => comparison(i + 1, 1)))).pairs).toHaveLength(1_203);
  });

  test("none at all, or another model's tokens, are refused with what to do", async () => {
    await expect(readAll([])).rejects.toThrow("Arena 1 has no comparisons yet: play a session");
    const foreign = comparison(7, 1, { a: { text: "cats", tokens: [500, 501], policyVersion: 0 } });
    await expect(readAll([comparison(1, 1), foreign])).rejects.toThrow('comparison 7: the tokens of "cats"');
  });
});

test("prompts are held out whole: one at least, none where there is only one", () => {
  const pairs = [1, 1, 2, 2, 2, 3].map((prompt) => {
    const sequence = { prompt: [prompt], response: [9] };
    return { chosen: sequence, rejected: sequence, share: 1 };
  });
  const { train, heldOut } = holdOut(pairs, promptOf, 0.1, seeded(1));
  const promptsOf = (some: typeof pairs) => new Set(some.map((pair) => pair.chosen.prompt[0]));
  expect(promptsOf(heldOut).size).toBe(1);
  expect([...promptsOf(train)].filter((prompt) => promptsOf(heldOut).has(prompt))).toEqual([]);
  expect(train.length + heldOut.length).toBe(pairs.length);
  expect(holdOut(pairs.slice(0, 2), promptOf, 0.1, seeded(1))).toEqual({ train: pairs.slice(0, 2), heldOut: [] });
});
