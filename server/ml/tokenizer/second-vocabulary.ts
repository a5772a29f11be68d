import { join } from "node:path";
import { readText, readTextIfThere } from "./read-text.ts";

/** Older files of a vocabulary, as a record from tokens to ids. Where they stand beside `tokenizer.json`, they say the same. */
const OLDER = ["vocab.json", "added_tokens.json"];

/** Token ids of `tokenizer.json`: of its model, a record or a list of pieces, and of the tokens that were added. */
function idsOf(tokenizer: unknown): ReadonlyMap<string, number> {
  const { model, added_tokens } = tokenizer as {
    readonly model?: { readonly vocab?: unknown };
    readonly added_tokens?: readonly { readonly content: string; readonly id: number }[];
  };
  const vocab: unknown = model?.vocab ?? {};
  const ofModel: readonly (readonly [string, number])[] = Array.isArray(vocab)
    ? (vocab as readonly (readonly [string, number])[]).map(([piece], id) => [piece, id])
    : Object.entries(vocab as Record<string, number>);
  return new Map([...ofModel, ...(added_tokens ?? []).map(({ content, id }) => [content, id] as const)]);
}

/**
 * Which of two vocabularies the model was trained with can't be seen, and the other one makes nonsense.
 * @throws Error that names the files and a token of which they differ
 */
export async function refuseSecondVocabulary(folder: string): Promise<void> {
  for (const file of OLDER) {
    const text = await readTextIfThere(join(folder, file)).catch((cause: Error) => {
      throw new Error(`${folder}: ${cause.message}`, { cause });
    });
    if (text === null) continue;
    const ids = idsOf(JSON.parse(await readText(join(folder, "tokenizer.json"))));
    const older = parse(folder, file, text);
    const other = Object.entries(older).find(([token, id]) => ids.get(token) !== id);
    if (other !== undefined)
      throw new Error(
        `${folder}: it has two vocabularies. ${JSON.stringify(other[0])} is token ${other[1]} in ${file} and ${ids.get(other[0]) ?? "none"} in ` +
          "tokenizer.json. Remove the one that isn't this model's",
      );
  }
}

function parse(folder: string, file: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(text) ?? {}) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new Error(`${folder}: ${file} is not JSON`, { cause });
  }
}
