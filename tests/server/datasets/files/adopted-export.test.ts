import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeAdapter, writePolicy } from "../../../../server/datasets/files/write-policy.ts";
import { writeRandomLlama } from "../../../../server/experiments/bench/random-llama.ts";
import { freshPolicyState } from "../../../../server/methods/ppo/policy.ts";
import { readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { freshAdapter, mergeAdapter } from "../../../../server/ml/model/low-rank-adapter.ts";
import { readPeftAdapter } from "../../../../server/ml/model/peft-adapter.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PolicyRecord } from "../../../../server/ports/models.ts";
import { adapterFolders } from "../../../../server/trainer/folders/adapter-folders.ts";
import { wholeModelFolders } from "../../../../server/trainer/folders/policy-folders.ts";
import { type Adoption, BASE_MODEL, fingerprint, storeAdoption } from "../../../../server/trainer/start/adoption.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY } from "../../../support/tiny-model.ts";

const CONFIG = { ...TINY, vocabSize: 300, context: 128 };
const POLICY: PolicyRecord = {
  arenaId: MAIN_ARENA,
  ...{ version: 3, parent: 2, status: "promoted", folder: join("policies", "three"), reason: null, method: "ppo" },
  ...{ metrics: {}, comparisonId: 0, trainedOnRound: null, createdAt: new Date(0), promotedAt: new Date(0) },
};
let root: ReturnType<typeof temporaryFolder>;
let out: string;
let base: string;
let adoption: Adoption;
beforeEach(async () => {
  root = temporaryFolder();
  out = join(root.path, "exported");
  const model = join(root.path, "model");
  await writeRandomLlama(model, CONFIG, seeded(1));
  await writeFile(join(model, "generation_config.json"), "{}");
  await mkdir(join(root.path, "policies"));
  adoption = {
    sha256: await fingerprint(model),
    rank: 2,
    alpha: 4,
    targets: ["v_proj", "down_proj"],
    name: "someone/tiny-llama",
  };
  await storeAdoption(model, root.path, adoption);
  base = join(root.path, BASE_MODEL);
});
afterEach(() => root.remove());

async function saveMovedAdapter() {
  const random = seeded(2);
  const adapter = freshAdapter(CONFIG, adoption, random);
  for (const { values } of Object.values(adapter)) for (let i = 0; i < values.length; i++) values[i] = random() - 0.5;
  const state = { method: "ppo", policy: freshPolicyState(CONFIG, adapter), klCoefficient: 0.2, iteration: 1 };
  await adapterFolders(CONFIG, adoption, base).save(join(root.path, POLICY.folder), adapter, state);
  return adapter;
}

test("a version of an adopted model is exported whole, merged, as the folder it was adopted from", async () => {
  const adapter = await saveMovedAdapter();
  await writePolicy(out, root.path, POLICY);
  const files = ["README.md", "config.json", "generation_config.json", "model.safetensors"];
  expect((await readdir(out)).sort()).toEqual([...files, "tokenizer.json", "tokenizer_config.json"]);
  const { weights } = await readCheckpoint(base);
  expect(await readCheckpoint(out)).toEqual({
    config: CONFIG,
    weights: mergeAdapter(CONFIG, weights, adapter, adoption),
  });
  const config = async (folder: string) => JSON.parse(await readFile(join(folder, "config.json"), "utf8"));
  expect(await config(out)).toEqual({ ...(await config(base)), torch_dtype: "float32", dtype: "float32" });
});

test("or as its adapter alone, which belongs to the adopted model", async () => {
  const adapter = await saveMovedAdapter();
  await writeAdapter(out, root.path, POLICY);
  expect((await readdir(out)).sort()).toEqual(["README.md", "adapter_config.json", "adapter_model.safetensors"]);
  const { rank, alpha, targets } = adoption;
  expect(await readPeftAdapter(out, CONFIG)).toEqual({ adapter, lowRank: { rank, alpha, targets } });
  const { base_model_name_or_path } = JSON.parse(await readFile(join(out, "adapter_config.json"), "utf8"));
  expect(base_model_name_or_path).toBe("someone/tiny-llama");
  for (const file of ["adapter_config.json", "README.md"])
    expect(await readFile(join(out, file), "utf8")).not.toContain(root.path);
});

test("no path of this computer is exported, and adapters of older adoptions bear what the model's config calls it", async () => {
  await saveMovedAdapter();
  const path = join(base, "config.json");
  const json = JSON.parse(await readFile(path, "utf8"));
  const { name: _, ...older } = adoption;
  await writeFile(join(base, "adoption.json"), JSON.stringify(older));
  for (const [said, name] of [
    [root.path, "base-model"],
    ["C:\\models\\one", "base-model"],
    ["owner/other-llama", "owner/other-llama"],
  ]) {
    await writeFile(path, JSON.stringify({ ...json, _name_or_path: said }));
    await writePolicy(out, root.path, POLICY);
    expect(JSON.parse(await readFile(join(out, "config.json"), "utf8"))._name_or_path).toBe(name);
    await writeAdapter(out, root.path, POLICY);
    const adapter = JSON.parse(await readFile(join(out, "adapter_config.json"), "utf8"));
    expect(adapter.base_model_name_or_path).toBe(name);
  }
});

test("a whole model has no adapter to export", async () => {
  const start = await readCheckpoint(base);
  const state = { method: "ppo", policy: freshPolicyState(CONFIG, start.weights), klCoefficient: 0.2, iteration: 1 };
  await wholeModelFolders(start, base).save(join(root.path, POLICY.folder), start.weights, state);
  await expect(writeAdapter(out, root.path, POLICY)).rejects.toThrow(/is a whole model and no adapter.*--what policy/);
  await writePolicy(out, root.path, POLICY);
  expect((await readCheckpoint(out)).weights).toEqual(start.weights);
  expect(JSON.parse(await readFile(join(out, "generation_config.json"), "utf8"))).toEqual({
    ...{ pad_token_id: 0, bos_token_id: 1, eos_token_id: 3 },
    ...{ do_sample: true, temperature: 1, top_k: 0, top_p: 0.98 },
  });
});
