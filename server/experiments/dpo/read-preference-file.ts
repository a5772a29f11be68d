import { readComparisons } from "../../datasets/files/read-comparisons.ts";
import { DatasetProblem } from "../../datasets/read-preference.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import { type Preferences, preferencePair } from "./preferences.ts";

/**
 * Reads pairs in TRL's or HH-RLHF's layout, as `npm run data -- export` writes them and import reads them.
 * @throws Error naming the file, the line or row, and what is wrong with it
 */
export async function readPreferenceFile(
  path: string,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const pairs: PreferencePair[] = [];
  let unreadable = 0;
  try {
    for await (const page of readComparisons(path))
      for (const preference of page) {
        const pair = preferencePair(preference, tokenizer, shape);
        if (pair === null) unreadable++;
        else pairs.push(pair);
      }
  } catch (cause) {
    if (cause instanceof DatasetProblem) throw new Error(`${path}: ${cause.message}`, { cause });
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw isMissing ? new Error(`${path}: there is no such file`, { cause }) : cause;
  }
  if (pairs.length + unreadable === 0) throw new Error(`${path} holds no pairs`);
  return { pairs, undecided: 0, unreadable };
}
