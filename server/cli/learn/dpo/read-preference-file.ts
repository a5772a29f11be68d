import { open } from "node:fs/promises";
import { z } from "zod";
import type { Tokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../../ml/training/preference-pair.ts";
import type { SequenceShape } from "../../../ml/training/reference-model.ts";
import { type Preferences, preferencePair } from "./preferences.ts";

const text = z.string().trim().min(1);
const row = z.object({ prompt: text, chosen: text, rejected: text });

/**
 * Reads TRL's preference format, JSON lines of `prompt`, `chosen` and `rejected` as plain text.
 * @throws Error naming the file, the line and what is wrong with it
 */
export async function readPreferenceFile(
  path: string,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const file = await open(path).catch((cause) => {
    throw new Error(`${path} can't be opened: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  });
  const pairs: PreferencePair[] = [];
  let unreadable = 0;
  let number = 0;
  try {
    for await (const line of file.readLines()) {
      number++;
      if (line.trim() === "") continue;
      const preference = parseRow(line, `${path}, line ${number}`);
      const pair = preferencePair(preference, tokenizer, shape);
      if (pair === null) unreadable++;
      else pairs.push(pair);
    }
  } finally {
    await file.close();
  }
  if (pairs.length + unreadable === 0) throw new Error(`${path} has no lines`);
  return { pairs, undecided: 0, unreadable };
}

function parseRow(line: string, where: string) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new Error(`${where} is not JSON`, { cause });
  }
  const { data, error } = row.safeParse(value);
  if (error) {
    const [issue] = error.issues;
    throw new Error(
      `${where}: ${issue!.path.map((key) => `"${String(key)}"`).join(".") || "the row"}: ${issue!.message}`,
    );
  }
  if (data.chosen === data.rejected) throw new Error(`${where}: "chosen" and "rejected" are the same answer`);
  return data;
}
