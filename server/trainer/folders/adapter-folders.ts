import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeFolder } from "../../ml/model/checkpoint.ts";
import type { LlamaConfig } from "../../ml/model/llama-config.ts";
import type { LowRank } from "../../ml/model/low-rank-adapter.ts";
import { formatPeftAdapter, readPeftAdapter } from "../../ml/model/peft-adapter.ts";
import type { Adoption } from "../start/adoption.ts";
import { adapterCandidate } from "./candidate-folders.ts";
import { loadState, type PolicyFolders, stateFiles } from "./policy-folders.ts";

/** Which model an adapter belongs to: PEFT's own files name it, and another one may have the same name. */
const BASE = "base.json";

/** Versions that are adapters to the adopted model, in PEFT's layout. Only that model's folder holds its weights and tokenizer. */
export function adapterFolders(config: LlamaConfig, adoption: Adoption, baseFolder: string): PolicyFolders {
  const { sha256, rank, alpha, targets, firstLayer, name = basename(baseFolder) } = adoption;
  const lowRank: LowRank = { rank, alpha, targets, ...(firstLayer === undefined ? {} : { firstLayer }) };
  return {
    startFolder: baseFolder,
    save: (folder, adapter, state) =>
      writeFolder(folder, {
        ...formatPeftAdapter(adapter, lowRank, config, name),
        [BASE]: `${JSON.stringify({ sha256 })}\n`,
        ...stateFiles(adapter, state),
      }),
    async load(folder) {
      const { adapter, lowRank: found } = await readPeftAdapter(folder, config);
      if (JSON.stringify(found) !== JSON.stringify(lowRank))
        throw new Error(
          `${folder}: this adapter's rank, alpha, targets or layers differ from those that the model was adopted with`,
        );
      return { weights: adapter, state: await loadState(folder, adapter) };
    },
    async isStart(folder) {
      const base = await readFile(join(folder, BASE), "utf8").catch(() => null);
      if (base === null) return false;
      const { lowRank: found } = await readPeftAdapter(folder, config);
      return (
        (JSON.parse(base) as { sha256?: unknown }).sha256 === sha256 &&
        JSON.stringify(found) === JSON.stringify(lowRank)
      );
    },
    adapter: lowRank,
    candidate: (folder) => adapterCandidate(folder, lowRank, { config, folder: baseFolder, name, sha256 }),
  };
}
