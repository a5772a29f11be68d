import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readCheckpoint, readModelConfig, writeCheckpoint, writeFolder } from "../../ml/model/checkpoint.ts";
import { TOP_P } from "../../ml/model/generator.ts";
import { formatLlamaConfig, type LlamaConfig } from "../../ml/model/llama-config.ts";
import { mergeAdapter } from "../../ml/model/low-rank-adapter.ts";
import { formatPeftAdapter, readPeftAdapter } from "../../ml/model/peft-adapter.ts";
import { formatSafetensors } from "../../ml/model/safetensors.ts";
import type { PolicyRecord } from "../../ports/models.ts";
import { BASE_MODEL, modelFilesBeside, nameOfBase } from "../../trainer/start/adoption.ts";
import { adapterCard, mergedCard, policyCard } from "./checkpoint-card.ts";

/** Whether a version is an adapter to an adopted model. */
export const isAdapter = (dataDir: string, { folder }: PolicyRecord): Promise<boolean> =>
  access(join(dataDir, folder, "adapter_config.json")).then(
    () => true,
    () => false,
  );

/** Makes `generate` of transformers draw as the arena does; by itself it would draw from the 50 likeliest tokens. */
function generationConfig(config: LlamaConfig): string {
  const { pad_token_id, bos_token_id, eos_token_id } = formatLlamaConfig(config);
  const drawing = { do_sample: true, temperature: 1, top_k: 0, top_p: TOP_P };
  return `${JSON.stringify({ pad_token_id, bos_token_id, eos_token_id, ...drawing }, null, 2)}\n`;
}

/** Writes a version as a model of its own, an adapter merged into the model it belongs to, with that model's other files. */
export async function writePolicy(folder: string, dataDir: string, policy: PolicyRecord): Promise<void> {
  const from = join(dataDir, policy.folder);
  if (!(await isAdapter(dataDir, policy))) {
    const checkpoint = await readCheckpoint(from);
    return writeCheckpoint(folder, checkpoint, from, {
      "generation_config.json": generationConfig(checkpoint.config),
      "README.md": policyCard(policy),
    });
  }
  const base = join(dataDir, BASE_MODEL);
  const { json } = await readModelConfig(base);
  const { config, weights } = await readCheckpoint(base);
  const { adapter, lowRank } = await readPeftAdapter(from, config);
  const name = await nameOfBase(dataDir);
  const named = "_name_or_path" in json ? { _name_or_path: name } : {}; // it may be a path of the computer that saved it
  const files: Record<string, Uint8Array> = {};
  for (const name of await modelFilesBeside(base)) files[name] = await readFile(join(base, name));
  await writeFolder(folder, {
    ...files,
    // transformers 5 has the type of the weights under another name than those before.
    "config.json": `${JSON.stringify({ ...json, ...named, torch_dtype: "float32", dtype: "float32" }, null, 2)}\n`,
    "model.safetensors": formatSafetensors(mergeAdapter(config, weights, adapter, lowRank)),
    "README.md": mergedCard(policy, name),
  });
}

/** Writes a version as an adapter alone, as `PeftModel.from_pretrained` loads it onto the model that was adopted. */
export async function writeAdapter(folder: string, dataDir: string, policy: PolicyRecord): Promise<void> {
  if (!(await isAdapter(dataDir, policy)))
    throw new Error(`Version ${policy.version} is a whole model and no adapter: export it with --what policy.`);
  const base = join(dataDir, BASE_MODEL);
  const { config } = await readModelConfig(base);
  const { adapter, lowRank } = await readPeftAdapter(join(dataDir, policy.folder), config);
  const name = await nameOfBase(dataDir);
  await writeFolder(folder, {
    ...formatPeftAdapter(adapter, lowRank, config, name),
    "README.md": adapterCard(policy, name),
  });
}
