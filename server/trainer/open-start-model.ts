import { type Checkpoint, readCheckpoint } from "../ml/model/checkpoint.ts";
import { loadTokenizer, type Tokenizer } from "../ml/tokenizer/load-tokenizer.ts";

/**
 * The model that a training line starts from.
 * @throws Error naming the folder and what is wrong in it
 */
export async function openStartModel(folder: string): Promise<{ start: Checkpoint; tokenizer: Tokenizer }> {
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const { vocabSize } = start.config;
  if (tokenizer.vocabSize > vocabSize) {
    throw new Error(`${folder}: its tokenizer has ${tokenizer.vocabSize} tokens, its model only ${vocabSize}`);
  }
  return { start, tokenizer };
}
