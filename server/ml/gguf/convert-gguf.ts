import { mkdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { type GgufFile, openGguf } from "./gguf-file.ts";
import { type GgufModel, readGgufModel } from "./gguf-model.ts";
import { type GgufTokenizer, readGgufTokenizer } from "./gguf-tokenizer.ts";
import { readFactors } from "./rotations.ts";
import { TENSOR_TYPES } from "./tensor-types.ts";
import { type GgufProgress, writeGgufWeights } from "./write-gguf-weights.ts";

/** What a file held. */
export interface GgufContents {
  readonly parameters: number;
  /** Names of the types of its weights, the commonest first. */
  readonly types: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Writes a GGUF file as a model folder of transformers, which is made with those above it, and removed again when it can't be finished.
 * @param maxParameters a file with more is refused before weights are read
 * @throws Error that names the file and the field or tensor that is wrong, and what to do; before weights are read, where it can be told then
 */
export async function convertGguf(
  path: string,
  folder: string,
  maxParameters: number,
  report: GgufProgress,
): Promise<GgufContents> {
  await using file = await openGguf(path);
  let made: string | undefined;
  try {
    const model = readGgufModel(file, await readFactors(file));
    const tokenizer = readGgufTokenizer(file);
    check(model, tokenizer, maxParameters);
    made = await mkdir(folder, { recursive: true });
    for (const [name, text] of Object.entries(filesOf(path, model, tokenizer)))
      await writeFile(join(folder, name), text);
    await writeGgufWeights(join(folder, "model.safetensors"), file, model, report);
    return { parameters: model.parameters, types: typesOf(file, model), notes: tokenizer.notes };
  } catch (cause) {
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function check({ parameters, sizes }: GgufModel, { vocabSize }: GgufTokenizer, maxParameters: number): void {
  const millions = (count: number) => (count / 1e6).toFixed(0);
  if (parameters > maxParameters)
    throw new Error(
      `it holds ${millions(parameters)} million parameters; at most ${millions(maxParameters)} can be trained here. Choose a smaller ` +
        "model, such as SmolLM2-135M",
    );
  if (vocabSize > sizes.vocabulary)
    throw new Error(
      `its vocabulary has ${vocabSize} tokens, tensor "token_embd.weight" only ${sizes.vocabulary} rows; the file is damaged`,
    );
}

function typesOf({ tensors }: GgufFile, { weights }: GgufModel): readonly string[] {
  const counts = new Map<string, number>();
  for (const { stored, numbers } of weights) {
    const { name } = TENSOR_TYPES[tensors.get(stored)!.type]!;
    counts.set(name, (counts.get(name) ?? 0) + numbers);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

function filesOf(path: string, { config }: GgufModel, { files, ids }: GgufTokenizer): Readonly<Record<string, string>> {
  // So that an adapter to the model names it, and no path of this machine.
  const name = basename(path).replace(/[.-](?:i?q\d\w*|b?f16|f32)?\.gguf$|\.gguf$/i, "");
  return {
    ...files,
    "config.json": `${JSON.stringify({ _name_or_path: name, ...config, ...ids }, null, 2)}\n`,
    "generation_config.json": `${JSON.stringify(ids, null, 2)}\n`,
  };
}
