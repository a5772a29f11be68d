import { join } from "node:path";
import type { UnreadReason } from "../../../shared/protocol/imports.ts";
import { readModelConfig } from "../../ml/model/checkpoint.ts";
import { loadChatTokenizer } from "../../ml/tokenizer/chat-tokenizer.ts";
import { loadTokenizer, type Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { Preference } from "../../ports/results.ts";
import { importedTokens } from "../../trainer/learner-comparison.ts";
import { BASE_MODEL, readAdoption } from "../../trainer/start/adoption.ts";
import { adoptedShape } from "../../trainer/start/open-adopted-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { POCKET_FOLDER } from "../../trainer/start/pocket-stages.ts";

/** What the model of a data folder's arenas makes of comparisons from elsewhere. */
export interface ArenaReader {
  readonly shape: Pick<SequenceShape, "promptWindow" | "windows">;
  /** Why the model can't learn from a comparison; null where it can. */
  whyUnread(comparison: Preference): UnreadReason | null;
}

/** Reads the tokenizer of the model, and how much it reads at once; not its weights. */
export async function openArenaReader(dataDir: string): Promise<ArenaReader> {
  const { tokenizer, shape } = await readerOf(dataDir);
  const read = importedTokens(tokenizer, shape);
  return {
    shape,
    whyUnread(comparison) {
      const tokens = read(comparison, comparison.chosen, comparison.rejected);
      return typeof tokens === "string" ? tokens : null;
    },
  };
}

async function readerOf(dataDir: string): Promise<{ tokenizer: Tokenizer; shape: SequenceShape }> {
  if ((await readAdoption(dataDir)) === null)
    return { tokenizer: await loadTokenizer(POCKET_FOLDER), shape: POCKET_SHAPE };
  const folder = join(dataDir, BASE_MODEL);
  const { config, json } = await readModelConfig(folder);
  const tokenizer = await loadChatTokenizer(folder, json.eos_token_id);
  return { tokenizer, shape: adoptedShape(config.context, tokenizer) };
}
