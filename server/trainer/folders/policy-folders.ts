import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { MethodState } from "../../methods/method.ts";
import { type Checkpoint, readCheckpoint, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { LowRank } from "../../ml/model/low-rank-adapter.ts";
import { formatSafetensors, type NamedTensors, parseSafetensors } from "../../ml/model/safetensors.ts";
import { wholeCandidate } from "./candidate-folders.ts";

/** How the versions of a training line lie on disk: as whole models, or as adapters to one. Folders are written all or nothing. */
export interface PolicyFolders {
  /** The model that the line starts from. */
  readonly startFolder: string;
  /** @param weights what training moves */
  save(folder: string, weights: NamedTensors, state: MethodState): Promise<void>;
  /** The state is null where it isn't kept: training then starts anew from the weights. */
  load(folder: string): Promise<{ readonly weights: NamedTensors; readonly state: MethodState | null }>;
  /** Whether version 0, in this folder, is the model that the line starts from. */
  isStart(folder: string): Promise<boolean>;
  /** What versions adapt the starting model by; null where they are whole models. */
  readonly adapter: LowRank | null;
  /**
   * What training would have moved to make this folder, which somebody else wrote.
   * @throws CandidateRefused that names what is wrong
   */
  candidate(folder: string): Promise<NamedTensors>;
}

/** Versions that are models of their own, with the tokenizer of the starting one. */
export function wholeModelFolders({ config, weights: start }: Checkpoint, startFolder: string): PolicyFolders {
  return {
    startFolder,
    save: (folder, weights, state) => savePolicy(folder, { config, weights }, state, startFolder),
    async load(folder) {
      const { checkpoint, state } = await loadPolicy(folder, config);
      return { weights: checkpoint.weights, state };
    },
    async isStart(folder) {
      const isAdapter = await readFile(join(folder, "adapter_config.json")).catch(() => null);
      if (isAdapter !== null) return false;
      const [was, ...tokenizers] = await Promise.all([
        readCheckpoint(folder),
        readFile(join(folder, "tokenizer.json")),
        readFile(join(startFolder, "tokenizer.json")),
      ]);
      return isSameModel(was, { config, weights: start }) && tokenizers[0]!.equals(tokenizers[1]!);
    },
    adapter: null,
    candidate: (folder) =>
      wholeCandidate(folder, { weights: start }, { config, folder: startFolder, name: basename(startFolder) }),
  };
}

function isSameModel(a: Checkpoint, b: Checkpoint): boolean {
  if (JSON.stringify(a.config) !== JSON.stringify(b.config)) return false;
  return Object.entries(a.weights).every(([name, { values }]) =>
    bytesOf(values).equals(bytesOf(b.weights[name]!.values)),
  );
}

const bytesOf = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** What a method needs to go on lies beside the weights in two files, named after the first method that there was. */
const STATE_TENSORS = "ppo-state.safetensors";
const STATE_JSON = "ppo-state.json";
/** Two thirds of a version's size, which only the newest versions need. */
export const STATE_FILES: readonly string[] = [STATE_JSON, STATE_TENSORS];
/** The method of a state that names none: older versions were written by PPO, or by online DPO in the same form. */
const UNNAMED_METHOD = "ppo";

/**
 * Writes a version, all or nothing: a Hugging Face folder that anybody can open, and what its method needs to go on from it (moments, step
 * count, value head, KL coefficient).
 * @param tokenizerFolder whose tokenizer files are copied
 */
export async function savePolicy(
  folder: string,
  checkpoint: Checkpoint,
  state: MethodState,
  tokenizerFolder: string,
): Promise<void> {
  await writeCheckpoint(folder, checkpoint, tokenizerFolder, stateFiles(checkpoint.weights, state));
}

/** The files of what of a state isn't among the weights beside it, by name. */
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

/**
 * Reads a version. The state is null without the files of its method (a pruned or foreign folder): training then starts anew from the weights.
 * @throws Error that names the folder where its model has another architecture than `expected`, or a file is damaged
 */
export async function loadPolicy(
  folder: string,
  expected: LlamaConfig,
): Promise<{ checkpoint: Checkpoint; state: MethodState | null }> {
  const checkpoint = await readCheckpoint(folder);
  if (JSON.stringify(checkpoint.config) !== JSON.stringify(expected))
    throw new Error(`${folder}: this model's architecture or vocabulary differs from the starting model's`);
  return { checkpoint, state: await loadState(folder, checkpoint.weights) };
}

/**
 * What training needs to go on from weights; null where it isn't kept.
 * @throws Error that names the folder where a file is damaged
 */
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
  const { method = UNNAMED_METHOD, klCoefficient, iteration } = stored;
  const policy: Record<string, Float32Array> = {};
  for (const [name, { values }] of Object.entries(parseSafetensors(await readFile(join(folder, STATE_TENSORS)))))
    policy[name] = values;
  for (const [name, { values }] of Object.entries(weights)) policy[`p:${name}`] = values;
  return { method, policy, klCoefficient, iteration };
}
