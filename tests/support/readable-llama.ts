import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeRandomLlama } from "../../server/experiments/bench/random-llama.ts";
import { formatSafetensors, parseSafetensors } from "../../server/ml/model/safetensors.ts";
import { seeded } from "../../shared/random/seeded.ts";
import { TINY } from "./tiny-model.ts";

/** A random model whose every answer may be shown: it says printable characters alone. */
export async function writeReadableLlama(path: string): Promise<void> {
  await writeRandomLlama(path, { ...TINY, vocabSize: 300, context: 128 }, seeded(1));
  const file = join(path, "model.safetensors");
  const tensors = parseSafetensors(readFileSync(file));
  const embeddings = tensors["model.embed_tokens.weight"]!;
  const { vocab } = JSON.parse(readFileSync(join(path, "tokenizer.json"), "utf8")).model;
  // What it has read points one way along the first dimension; tokens that lie the other way are all but impossible.
  for (const [token, id] of Object.entries<number>(vocab))
    embeddings.values[id * TINY.hiddenSize] = /^([!-~\u0120\u010a]|<\|.+\|>)$/.test(token) ? 3 : -3;
  writeFileSync(file, formatSafetensors(tensors));
}
