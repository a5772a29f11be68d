import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { afterEach, expect, test } from "vitest";
import type { Comparison } from "../../../../server/ports/learning.ts";
import type { JobMaterial } from "../../../../server/ports/training-engine.ts";
import { writeJobFiles } from "../../../../server/trainer/engines/job-files.ts";
import { POCKET_FOLDER } from "../../../../server/trainer/start/pocket-stages.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const folders: ReturnType<typeof temporaryFolder>[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});
function newFolder(): string {
  const folder = temporaryFolder();
  folders.push(folder);
  return folder.path;
}

const comparison = (label: number, bothBad = 0, turns: Comparison["turns"] = null) =>
  ({ prompt: "Why? 猫", turns, a: { text: "So." }, b: { text: " Thus.\n" }, label, bothBad }) as Comparison;

const material = (comparisons: readonly Comparison[], more: Partial<JobMaterial> = {}): JobMaterial => ({
  base: POCKET_FOLDER,
  adapter: null,
  prompts: ["Why?", "How?"],
  async *comparisons() {
    yield* comparisons;
  },
  ...more,
});

const rowsOf = async (folder: string, file: string) =>
  parquetReadObjects({ file: await asyncBufferFromFile(join(folder, file)) });
const configOf = async (folder: string, file: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, file), "utf8"));
const user = (content: string) => ({ role: "user", content }) as const;
const assistant = (content: string) => ({ role: "assistant", content }) as const;

test("of a model with a chat template, preferences and prompts are messages; ties and both bad are left out", async () => {
  const folder = newFolder();
  const turns = [user("Why?"), assistant("What?"), user("This.")];
  const judged = [comparison(1), comparison(0), comparison(0.5), comparison(1, 0.5), comparison(0.75, 0, turns)];
  await writeJobFiles({ folder, method: "dpo" }, material(judged));
  const [a, b] = [[assistant("So.")], [assistant(" Thus.\n")]];
  expect(await rowsOf(folder, "votes.parquet")).toEqual([
    { prompt: [user("Why? 猫")], chosen: a, rejected: b },
    { prompt: [user("Why? 猫")], chosen: b, rejected: a },
    { prompt: turns, chosen: a, rejected: b },
  ]);
  expect(await rowsOf(folder, "prompts.parquet")).toEqual([{ prompt: [user("Why?")] }, { prompt: [user("How?")] }]);
});

test("a whole model is copied for its job and trained as a whole, within its context", async () => {
  const folder = newFolder();
  await writeJobFiles({ folder, method: "reward+rloo" }, material([comparison(1)]));
  const [own, copied] = await Promise.all(
    [POCKET_FOLDER, join(folder, "base")].map((from) => readFile(join(from, "model.safetensors"))),
  );
  expect(copied!.equals(own!)).toBe(true);
  const [reward, rloo] = [await configOf(folder, "reward.yaml"), await configOf(folder, "rloo.yaml")];
  expect(reward).toMatchObject({ model_name_or_path: "base", max_length: 128 });
  expect(rloo).toMatchObject({ model_name_or_path: "base", max_completion_length: 48 });
  for (const config of [reward, rloo]) expect(config).not.toHaveProperty("use_peft");
});

test("an adapter is trained on the base where it lies, of the arena's rank and in its blocks; texts where there is no chat template", async () => {
  const folder = newFolder();
  const base = join(folder, "own");
  await mkdir(base);
  await writeFile(join(base, "config.json"), JSON.stringify({ max_position_embeddings: 4096, num_hidden_layers: 12 }));
  const adapter = { rank: 4, alpha: 8, targets: ["q_proj", "v_proj"], firstLayer: 9 };
  await writeJobFiles({ folder, method: "dpo" }, material([comparison(1)], { base, adapter }));
  const config = await configOf(folder, "dpo.yaml");
  expect(config).toMatchObject({
    model_name_or_path: base,
    use_peft: true,
    lora_r: 4,
    lora_alpha: 8,
    max_length: 1024,
  });
  const [pattern] = config.lora_target_modules as [string];
  const isTrained = (name: string) => new RegExp(`^${pattern}$`).test(name);
  const names = [8, 9, 11].map((layer) => `model.layers.${layer}.self_attn.q_proj`);
  expect([...names, "model.layers.9.mlp.up_proj"].map(isTrained)).toEqual([false, true, true, false]);
  expect(await rowsOf(folder, "votes.parquet")).toEqual([{ prompt: "Why? 猫", chosen: "So.", rejected: " Thus.\n" }]);
});

test("without any preference there is no job", async () => {
  const job = { folder: newFolder(), method: "dpo" } as const;
  await expect(writeJobFiles(job, material([comparison(0.5)]))).rejects.toThrow(
    "None of the arena's comparisons prefers an answer",
  );
});
