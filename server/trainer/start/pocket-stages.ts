import { fileURLToPath } from "node:url";
import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { type ReadingStages, readStages } from "./reading-stages.ts";

/** The model that ships with the project. */
export const POCKET_FOLDER = fileURLToPath(new URL("../../world/pocket-model", import.meta.url));

/** The pocket model with its history, whatever model an arena plays. */
export interface PocketStages extends Checkpoint {
  readonly tokenizer: PocketTokenizer;
  readonly history: ReadingStages;
}

/**
 * Reads the pocket model and how it came about.
 * @param folder the shipped one, or another that the training commands have made
 * @throws Error that names the folder and what it lacks
 */
export async function readPocketStages(folder: string = POCKET_FOLDER): Promise<PocketStages> {
  const start = await readCheckpoint(folder);
  const [tokenizer, history] = await Promise.all([loadTokenizer(folder), readStages(folder, start.config)]);
  return { ...start, tokenizer, history };
}
