import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { MethodState } from "../../methods/method.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import { formatSafetensors, type NamedTensors, parseSafetensors } from "../../ml/model/safetensors.ts";

/**
 * A policy version on disk: the Hugging Face folder that anybody can open, and what its method needs to go on from it (moments,
 * step count, value head, KL coefficient) in two files beside it, named after the first method that there was. Written all or nothing.
 */
const STATE_TENSORS = "ppo-state.safetensors";
const STATE_JSON = "ppo-state.json";
/** Whose a state is that doesn't say so: all were PPO's once, online DPO wrote its own into them. */
const BEFORE_NAMES = "ppo";

export async function savePolicy(
  folder: string,
  checkpoint: Checkpoint,
  state: MethodState,
  tokenizerFolder: string,
): Promise<void> {
  await writeCheckpoint(folder, checkpoint, tokenizerFolder, stateFiles(checkpoint.weights, state));
}

/** What of a state isn't among the weights beside it. */
export function stateFiles(weights: NamedTensors, state: MethodState): Record<string, Uint8Array | string> {
  const isWeight = (name: string) => name.startsWith("p:") && name.slice(2) in weights;
  const extra = Object.entries(state.policy).filter(([name]) => !isWeight(name));
  const tensors = Object.fromEntries(extra.map(([name, values]) => [name, { shape: [values.length], values }]));
  const { method, klCoefficient, iteration } = state;
  return {
    [STATE_TENSORS]: formatSafetensors(tensors),
    [STATE_JSON]: `${JSON.stringify({ method, klCoefficient, iteration })}\n`,
  };
}

/** Reads a version. Without the files of its method (a pruned or foreign folder) training starts anew from its weights. */
export async function loadPolicy(
  folder: string,
  expected: LlamaConfig,
): Promise<{ checkpoint: Checkpoint; state: MethodState | null }> {
  const checkpoint = await readCheckpoint(folder);
  if (JSON.stringify(checkpoint.config) !== JSON.stringify(expected))
    throw new Error(`${folder}: this model's architecture or vocabulary differs from the starting model's`);
  return { checkpoint, state: await loadState(folder, checkpoint.weights) };
}

/** What training needs to go on from weights; null where it isn't kept. */
export async function loadState(folder: string, weights: NamedTensors): Promise<MethodState | null> {
  const json = await readFile(join(folder, STATE_JSON), "utf8").catch(() => null);
  if (json === null) return null;
  try {
    return await readState(folder, json, weights);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${folder}: ${STATE_JSON} or ${STATE_TENSORS} is damaged: ${reason}`, { cause });
  }
}

async function readState(folder: string, json: string, weights: NamedTensors): Promise<MethodState> {
  const stored = JSON.parse(json) as Omit<MethodState, "policy" | "method"> & { readonly method?: string };
  const { method = BEFORE_NAMES, klCoefficient, iteration } = stored;
  const policy: Record<string, Float32Array> = {};
  for (const [name, { values }] of Object.entries(parseSafetensors(await readFile(join(folder, STATE_TENSORS)))))
    policy[name] = values;
  for (const [name, { values }] of Object.entries(weights)) policy[`p:${name}`] = values;
  return { method, policy, klCoefficient, iteration };
}

/** Frees the optimizer state (two thirds of a version's size), which only the newest versions need. */
export async function dropOptimizerState(folder: string): Promise<void> {
  await rm(join(folder, STATE_JSON), { force: true });
  await rm(join(folder, STATE_TENSORS), { force: true });
}

/** Removes folders that no record names: versions that a killed process wrote but never recorded. */
export async function removeOrphans(parent: string, recorded: ReadonlySet<string>): Promise<number> {
  const present = await readdir(parent).catch(() => []);
  const orphans = present.filter((name) => !recorded.has(name));
  for (const name of orphans) await rm(join(parent, name), { recursive: true, force: true });
  return orphans.length;
}
