import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MethodState } from "../../methods/method.ts";
import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import type { NamedTensors } from "../../ml/model/safetensors.ts";
import { loadPolicy, savePolicy } from "./policy-folder.ts";

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
  };
}

function isSameModel(a: Checkpoint, b: Checkpoint): boolean {
  if (JSON.stringify(a.config) !== JSON.stringify(b.config)) return false;
  return Object.entries(a.weights).every(([name, { values }]) =>
    bytesOf(values).equals(bytesOf(b.weights[name]!.values)),
  );
}

const bytesOf = (values: Float32Array): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
