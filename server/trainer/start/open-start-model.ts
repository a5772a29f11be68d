import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";

/** The model folder that a training line starts from can't be used. */
export class BrokenStartModel extends Error {
  override readonly name = "BrokenStartModel";
  constructor(cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The starting model can't be used. ${reason}. Restore that folder, or make it anew with npm run learn.`, {
      cause,
    });
  }
}

/**
 * The model that a training line starts from.
 * @throws BrokenStartModel naming the folder and what is wrong in it
 */
export async function openStartModel(folder: string): Promise<{ start: Checkpoint; tokenizer: Tokenizer }> {
  try {
    return await read(folder);
  } catch (error) {
    throw new BrokenStartModel(error);
  }
}

async function read(folder: string): Promise<{ start: Checkpoint; tokenizer: Tokenizer }> {
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const { vocabSize } = start.config;
  if (tokenizer.vocabSize > vocabSize) {
    throw new Error(`${folder}: its tokenizer has ${tokenizer.vocabSize} tokens, its model only ${vocabSize}`);
  }
  return { start, tokenizer };
}
