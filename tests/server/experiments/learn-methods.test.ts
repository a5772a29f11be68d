import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { COMPARED } from "../../../server/experiments/compare/compared-methods.ts";
import { openReward } from "../../../server/experiments/models/ppo.ts";
import { readCheckpoint } from "../../../server/ml/model/checkpoint.ts";
import { loadTokenizer } from "../../../server/ml/tokenizer/load-tokenizer.ts";
import { loadRewardModel } from "../../../server/reward/reward-folder.ts";
import { demonstration } from "../../../server/world/demonstration.ts";
import { trainPrompts } from "../../../server/world/prompts.ts";
import { METHOD_NAMES } from "../../../shared/protocol/training-methods.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { writeReadableLlama } from "../../support/readable-llama.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

vi.setConfig({ testTimeout: 400_000 });

const LEARN = fileURLToPath(new URL("../../../server/cli/learn.ts", import.meta.url));
const POCKET = fileURLToPath(new URL("../../../server/world/pocket-model", import.meta.url));
const scratch = temporaryFolder();
const inScratch = (name: string) => join(scratch.path, name);
const execute = promisify(execFile);
const learn = (...args: string[]) => execute(process.execPath, [LEARN, ...args]);
const failure = async (...args: string[]): Promise<{ code: number; stderr: string }> => {
  const failed: unknown = await learn(...args).catch((error: unknown) => error);
  return failed as { code: number; stderr: string };
};

test("a reward folder is fitted to a file of pairs, with how well it predicts, and PPO follows it", async () => {
  const random = seeded(2);
  const rows = trainPrompts.slice(0, 90).map((prompt) => {
    const answers = [demonstration(prompt, random), demonstration(prompt, random)];
    const [rejected, chosen] = answers.sort((a, b) => a.length - b.length); // longer ones are preferred
    return { prompt: prompt.text, chosen, rejected };
  });
  const file = inScratch("pairs.jsonl");
  await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const folder = inScratch("reward");
  const { stdout } = await learn("reward", "--from", POCKET, "--file", file, "--out", folder);
  expect(stdout).toContain("Measured on 18 pairs of prompts that it never saw.");
  const [, accuracy] = /^72 +(\d+\.\d)% /m.exec(stdout) ?? [];
  expect(Number(accuracy)).toBeGreaterThan(60);
  expect(stdout).toMatch(/predicted for A +pairs +mean +voted for A\n/);
  expect((await loadRewardModel(folder)).ensemble.heads.length).toBeGreaterThan(1);

  const [out, json] = [inScratch("ppo"), inScratch("ppo.json")];
  const options = ["--iterations", "2", "--out", out, "--json", json];
  expect((await learn("ppo", "--from", POCKET, "--reward", folder, ...options)).stdout).toMatch(
    /objective\/kl +-?0\.0000 +0\.\d+/, // of the first iteration rounding alone is left
  );
  const [before, after] = [await readCheckpoint(POCKET), await readCheckpoint(out)];
  expect(after.weights["model.norm.weight"]!.values).not.toEqual(before.weights["model.norm.weight"]!.values);
  const steps = JSON.parse(await readFile(json, "utf8")) as Record<string, number>[];
  expect(steps).toHaveLength(2);
  expect(steps[1]).toMatchObject({ "objective/scores": expect.any(Number), "policy/clipfrac_avg": expect.any(Number) });
});

test("a taste is a reward in the unit of its spread, and what is none is named", async () => {
  const { config } = await readCheckpoint(POCKET);
  const tokenizer = await loadTokenizer(POCKET);
  const taste = inScratch("short.mjs");
  await writeFile(
    taste,
    "export const score = ({ prompt, response }) => (prompt ? -response.split(' ').length : NaN);\n",
  );
  const { reward, calibrate } = await openReward(taste, config, tokenizer);
  const answers = ["Cats sleep.", "Cats sleep all day."].map((response) => ({ prompt: "Cats?", response }));
  calibrate(answers);
  const sequences = answers.map(({ prompt, response }) => ({
    prompt: tokenizer.encodePrompt(prompt),
    response: [...tokenizer.encode(response), tokenizer.eosId],
  }));
  expect(reward([], sequences)).toEqual([1, -1]);
  for (const [source, message] of [
    ["nowhere", /^--reward: there is no folder nowhere, and as a taste: no taste is called "nowhere"/],
    [scratch.path, /is no reward folder .*npm run learn -- reward writes one$/],
    ["random", /votes at random gives no reward/],
  ] as const)
    await expect(openReward(source, config, tokenizer)).rejects.toThrow(message);
});

test("eval prints a table, and goes on from its file", async () => {
  const json = inScratch("eval.json");
  const plan = [
    "--folder",
    POCKET,
    "--tastes",
    "concise",
    "--seeds",
    "1",
    "--votes",
    "10",
    "--best-of",
    "1",
    "--json",
    json,
  ];
  const first = await learn("eval", ...plan, "--methods", "best-of-n");
  expect(first.stdout).toMatch(/^best-of-n +shipped +10 +\d+\.\d \(\d+\.\d-\d+\.\d\) +0\.00 /m);
  const again = await learn("eval", ...plan, "--methods", "best-of-n");
  expect(again.stderr).toContain("1 runs: 1 tastes x 1 seeds x 10 votes x best-of-n; 1 are done");
  expect(again.stdout).toBe(first.stdout);
  const other = await failure("eval", ...plan, "--methods", "best-of-n", "--noise", "0.3");
  expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("was written with")]);
  const unknown = await failure("eval", "--methods", "ppo,magic");
  expect(unknown.stderr).toContain(`"magic" is none of ${COMPARED.join(", ")}`);
  expect(COMPARED).toEqual([...METHOD_NAMES, "best-of-n", "sft-winners", "unregularised"]);
});

test("eval compares methods on a model of the user's, with a pack of theirs", async () => {
  const [model, taste, pack] = ["model", "vowels.mjs", "pack.txt"].map(inScratch);
  await writeReadableLlama(model!);
  await writeFile(taste!, "export const score = ({ response }) => response.split(/[aeiou]/).length;\n");
  await writeFile(pack!, Array.from({ length: 8 }, (_, i) => `Why ${i}?`).join("\n"));
  const plan = ["--model", model!, "--tastes", taste!, "--seeds", "1", "--votes", "12", "--iterations", "1"];
  const methods = ["--methods", "rloo,sft-winners"];
  const { stdout } = await learn("eval", ...plan, ...methods, "--pack", pack!);
  expect(stdout).toMatch(/^rloo +own +12 +\d+\.\d .*^sft-winners +own +12 +\d+\.\d /ms);
});
