import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { formatLlamaConfig } from "../../../../server/ml/model/llama-config.ts";
import { formatSafetensors, type NamedTensors } from "../../../../server/ml/model/safetensors.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY, tinyWeights } from "../../../support/tiny-model.ts";

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
const weights = tinyWeights(1);
const EMBEDDINGS = "model.embed_tokens.weight";
const SHARDS = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"] as const;
const INDEX = "model.safetensors.index.json";

beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  await mkdir(folder);
  await writeFile(file("config.json"), JSON.stringify(formatLlamaConfig(TINY)));
});
afterEach(() => root.remove());

const file = (name: string) => join(folder, name);
const write = (name: string, tensors: NamedTensors) => writeFile(file(name), formatSafetensors(tensors));
const read = async () => (await readCheckpoint(folder)).weights;
const renamed = (tensors: NamedTensors, rename: (name: string) => string): NamedTensors =>
  Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [rename(name), tensor]));

/** A file of safetensors with tensors of any type. */
function withBuffers(tensors: NamedTensors, buffers: Readonly<Record<string, { dtype: string; bytes: number }>>) {
  const plain = formatSafetensors(tensors);
  const length = Number(new DataView(plain.buffer, plain.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(plain.subarray(8, 8 + length)));
  let end = plain.length - 8 - length;
  for (const [name, { dtype, bytes }] of Object.entries(buffers)) {
    header[name] = { dtype, shape: [1], data_offsets: [end, end + bytes] };
    end += bytes;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const whole = new Uint8Array(8 + json.length + end);
  new DataView(whole.buffer).setBigUint64(0, BigInt(json.length), true);
  whole.set(json, 8);
  whole.set(plain.subarray(8 + length), 8 + json.length);
  return whole;
}

describe("weights in several files", () => {
  const indexOf = (names: readonly string[]) => ({
    weight_map: Object.fromEntries(Object.keys(weights).map((name, i) => [name, names[i % names.length]])),
  });
  beforeEach(async () => {
    const entries = Object.entries(weights);
    await write(SHARDS[0], Object.fromEntries(entries.slice(0, 5)));
    await write(SHARDS[1], Object.fromEntries(entries.slice(5)));
  });

  test.each<[string, () => Promise<unknown>]>([
    ["without an index", async () => {}],
    ["with an index, whatever it says of each tensor", () => writeFile(file(INDEX), JSON.stringify(indexOf(SHARDS)))],
    [
      "with an index of other files",
      () => writeFile(file(INDEX), JSON.stringify(indexOf(["model-00001-of-00003.safetensors"]))),
    ],
    ["with an index that is damaged", () => writeFile(file(INDEX), '{"weight_map": {')],
    [
      "called as only the index says",
      async () => {
        const names = ["first.safetensors", "second.safetensors"] as const;
        await rename(file(SHARDS[0]), file(names[0]));
        await rename(file(SHARDS[1]), file(names[1]));
        await writeFile(file(INDEX), JSON.stringify(indexOf(names)));
      },
    ],
  ])("are read %s", async (_, prepare) => {
    await prepare();
    expect(await read()).toEqual(weights);
  });

  test("count less than a whole file beside them, as in transformers", async () => {
    const others = tinyWeights(2);
    await write("model.safetensors", others);
    await writeFile(file(INDEX), JSON.stringify(indexOf(SHARDS)));
    expect(await read()).toEqual(others);
  });

  test("are refused by the name of one that is missing, index or not", async () => {
    await rm(file(SHARDS[1]));
    await expect(read()).rejects.toThrow(/it lacks model-00002-of-00002.safetensors; .* split into 2 files/);
    await writeFile(file(INDEX), JSON.stringify(indexOf(SHARDS)));
    await expect(read()).rejects.toThrow(/it lacks model-00002-of-00002.safetensors; .* split into 2 files/);
    await rm(file(SHARDS[0]));
    await expect(read()).rejects.toThrow(/it lacks model-00001-of-00002.safetensors, model-00002-of-00002/);
  });

  test("are refused by the name of a tensor that none has, or of a file that is damaged", async () => {
    await write(SHARDS[1], {});
    await expect(read()).rejects.toThrow(/none of its 2 files has "model.layers.0/);
    await writeFile(file(SHARDS[1]), "<!doctype html>");
    await expect(read()).rejects.toThrow(/model-00002-of-00002.safetensors: it doesn't begin as a safetensors file/);
  });
});

describe("one file", () => {
  test("may have tensors that aren't used, of any type", async () => {
    const buffers = {
      "model.rotary_emb.inv_freq": { dtype: "F64", bytes: 8 },
      "model.causal_mask": { dtype: "BOOL", bytes: 1 },
      "model.embeddings.position_ids": { dtype: "I64", bytes: 8 },
      "model.layers.0.mlp.scale": { dtype: "F8_E4M3", bytes: 1 },
    };
    await writeFile(file("model.safetensors"), withBuffers(weights, buffers));
    expect(await read()).toEqual(weights);
  });

  test("is refused where one that is used is of such a type", async () => {
    const { "model.norm.weight": _, ...rest } = weights;
    await writeFile(file("model.safetensors"), withBuffers(rest, { "model.norm.weight": { dtype: "I64", bytes: 8 } }));
    await expect(read()).rejects.toThrow(/tensor "model.norm.weight" has type I64; only F32, F16, BF16 can be read/);
  });

  test.each<[string, (name: string) => string]>([
    ["a model without its head", (name) => name.replace("model.", "")],
    ["a part of a larger model", (name) => `language_model.${name}`],
    ["a part of a larger model, of newer folders", (name) => name.replace("model.", "model.language_model.")],
  ])("may have the names of %s", async (_, rename) => {
    await write("model.safetensors", renamed(weights, rename));
    expect(await read()).toEqual(weights);
  });

  test("is a pointer of Git and no file", async () => {
    await writeFile(
      file("model.safetensors"),
      "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
    );
    await expect(read()).rejects.toThrow(/model.safetensors is a Git LFS pointer.*git lfs pull/);
  });
});

describe("tied embeddings", () => {
  const head = weights[EMBEDDINGS]!;

  test("may be stored twice, or as the head alone", async () => {
    await write("model.safetensors", { ...weights, "lm_head.weight": head });
    expect(await read()).toEqual(weights);
    const { [EMBEDDINGS]: _, ...rest } = weights;
    await write("model.safetensors", { ...rest, "lm_head.weight": head });
    expect(await read()).toEqual(weights);
  });

  test("can't be known where the head differs", async () => {
    const other = { ...head, values: head.values.map((value) => value + 1) };
    await write("model.safetensors", { ...weights, "lm_head.weight": other });
    await expect(read()).rejects.toThrow(/"lm_head.weight" differs from the embeddings.*"tie_word_embeddings"/);
  });

  test("of another vocabulary say what config.json must", async () => {
    const shape = [60, TINY.hiddenSize];
    const values = head.values.slice(0, 60 * TINY.hiddenSize);
    await write("model.safetensors", { ...weights, [EMBEDDINGS]: { shape, values } });
    await expect(read()).rejects.toThrow(/has shape \[60,32\], config.json asks for \[64,32\]; "vocab_size" there/);
  });
});
