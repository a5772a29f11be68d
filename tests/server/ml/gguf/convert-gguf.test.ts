import { existsSync, readFileSync } from "node:fs";
import { copyFile, readdir, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, openEngine } from "../../../../server/ml/engine/engine.ts";
import { convertGguf } from "../../../../server/ml/gguf/convert-gguf.ts";
import { type GgufValue, readHeader } from "../../../../server/ml/gguf/read-header.ts";
import { layBatch } from "../../../../server/ml/model/batch-layout.ts";
import { type Checkpoint, readCheckpoint } from "../../../../server/ml/model/checkpoint.ts";
import { responseLogProbs } from "../../../../server/ml/model/response-log-probs.ts";
import { openSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { loadChatTokenizer } from "../../../../server/ml/tokenizer/chat-tokenizer.ts";
import { formatGguf, type GgufPart } from "../../../support/gguf-writer.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** Tiny random models of each architecture, and what transformers says of their texts: `make-references.py` made them. */
interface Reference {
  readonly name: string;
  readonly ids: readonly number[];
  /** Of each token but the first. */
  readonly logProbs: readonly number[];
}
const references = JSON.parse(readFileSync(new URL("models.json", import.meta.url), "utf8")) as readonly Reference[];
const fileOf = (name: string) => fileURLToPath(new URL(`models/${name}.gguf`, import.meta.url));

const FOLDER = [
  "config.json",
  "generation_config.json",
  "model.safetensors",
  "tokenizer.json",
  "tokenizer_config.json",
];

let root: ReturnType<typeof temporaryFolder>;
let engine: Engine;
beforeAll(async () => {
  root = temporaryFolder();
  engine = await openEngine("onnx");
});
afterAll(() => root.remove());
const at = (name: string) => join(root.path, name);
const convert = (path: string, folder: string, most = 1e6) => convertGguf(path, at(folder), most, () => {});

async function logProbsOf({ config, weights }: Checkpoint, [first, ...response]: readonly number[]): Promise<number[]> {
  const compiled = await engine.compile(
    (inputs, constants) => ({ logProbs: responseLogProbs(constants, config, 1, inputs) }),
    {
      ids: { shape: [1, 1 + response.length], dtype: "int32" },
      start: { shape: [1], dtype: "int32" },
      mask: { shape: [1, response.length] },
    },
    { constants: weights },
  );
  const shape = { rows: 1, promptWindow: 1, responseWindow: response.length, padId: 0, eosId: 2 };
  const { ids, start, mask } = layBatch([{ prompt: [first!], response }], shape);
  const { logProbs } = await compiled.run({ ids, start, mask });
  await compiled.dispose();
  return [...(logProbs as Float32Array)];
}

test.each(references)("$name becomes a folder that answers as transformers does", async ({ name, ids, logProbs }) => {
  const done: number[] = [];
  const contents = await convertGguf(fileOf(name), at(name), 1e6, (part, all) => done.push(part / all));
  expect(done.at(-1)).toBe(1);
  expect(contents.notes).toEqual([]);
  const found = await logProbsOf(await readCheckpoint(at(name)), ids);
  for (const [i, expected] of logProbs.entries()) expect(found[i]).toBeCloseTo(expected, 4);
  const tokenizer = await loadChatTokenizer(at(name), 2);
  expect(tokenizer.decode(tokenizer.encode("Ünder the sky?"))).toBe("Ünder the sky?");
});

test("halves stay halves, all other numbers become whole ones, and the model keeps its name", async () => {
  await copyFile(fileOf("llama"), at("Tiny-1B-Instruct.Q4_K_M.gguf"));
  await convert(at("Tiny-1B-Instruct.Q4_K_M.gguf"), "named");
  await using weights = await openSafetensors(join(at("named"), "model.safetensors"));
  const types = new Set(
    Object.entries(weights.tensors).map(([name, { dtype }]) => `${dtype}${/norm/.test(name) ? " norm" : ""}`),
  );
  expect([...types].sort()).toEqual(["BF16", "F16", "F32", "F32 norm"]);
  const config = JSON.parse(await readFile(join(at("named"), "config.json"), "utf8"));
  expect(config).toMatchObject({ _name_or_path: "Tiny-1B-Instruct", rms_norm_eps: 1e-5, eos_token_id: 2 });
  expect((await readdir(at("named"))).sort()).toEqual(FOLDER);
});

/** The file of the tiny Llama with fields and tensors changed; undefined takes one out. */
async function changed(change: {
  readonly fields?: Readonly<Record<string, GgufValue | undefined>>;
  readonly tensors?: Readonly<Record<string, Partial<GgufPart> | undefined>>;
  /** Added after all others. */
  readonly last?: Readonly<Record<string, GgufPart>>;
}): Promise<string> {
  const file = new Uint8Array(await readFile(fileOf("llama")));
  const header = readHeader(file, file.length);
  const tensors = new Map<string, GgufPart>(
    [...header.tensors].map(([name, { type, shape, from, to }]) => [name, { type, shape, data: file.slice(from, to) }]),
  );
  for (const [name, part] of Object.entries(change.tensors ?? {}))
    if (part === undefined) tensors.delete(name);
    else tensors.set(name, { type: 0, shape: [1], data: new Uint8Array(4), ...tensors.get(name), ...part });
  const fields = new Map(header.fields);
  for (const [name, value] of Object.entries(change.fields ?? {}))
    if (value === undefined) fields.delete(name);
    else fields.set(name, value);
  const path = at("changed.gguf");
  await writeFile(
    path,
    formatGguf({ fields: [...fields], tensors: [...tensors, ...Object.entries(change.last ?? {})] }),
  );
  return path;
}

describe("is refused with the file and what is wrong, and leaves nothing:", () => {
  const norm = "blk.1.attn_norm.weight";
  const infinite = new Uint8Array(Float32Array.from({ length: 32 }, (_, i) => (i === 7 ? Number.NaN : 1)).buffer);
  test.each<[string, Parameters<typeof changed>[0], RegExp]>([
    [
      "an architecture that isn't known",
      { fields: { "general.architecture": "mamba" } },
      /architecture "mamba"\. .*llama, smollm3.*\(safetensors\)/,
    ],
    ["no architecture", { fields: { "general.architecture": undefined } }, /lacks the field "general.architecture"/],
    ["the part that sees", { fields: { "general.architecture": "clip" } }, /reads pictures or sound \(mmproj\)/],
    ["an adapter", { fields: { "general.type": "adapter" } }, /holds a LoRA adapter. Merge it/],
    ["a part of a model", { fields: { "split.count": 3, "split.no": 1 } }, /is part 2 of 3 of a model. Join the parts/],
    [
      "a missing field",
      { fields: { "llama.embedding_length": undefined } },
      /"llama.embedding_length" must be .*, got none/,
    ],
    [
      "a field of another kind",
      { fields: { "llama.block_count": "two" } },
      /"llama.block_count" must be a whole number above 0, got two/,
    ],
    [
      "layers that differ",
      { fields: { "llama.attention.head_count_kv": [2, 1] } },
      /head_count_kv" must be .*, got a list of 2/,
    ],
    [
      "half-turned heads",
      { fields: { "llama.rope.dimension_count": 4 } },
      /heads of 8 numbers, of which 4 are rotated/,
    ],
    ["yarn", { fields: { "llama.rope.scaling.type": "yarn" } }, /scaled .*"llama.rope.scaling.type" is "yarn"/],
    ["frequencies of its own", { tensors: { "rope_freqs.weight": {} } }, /scaled .*tensor "rope_freqs.weight"/],
    ["experts", { tensors: { "blk.0.ffn_gate_inp.weight": {} } }, /tensor "blk.0.ffn_gate_inp.weight" isn't known/],
    ["a missing tensor", { tensors: { [norm]: undefined } }, /lacks the tensor "blk.1.attn_norm.weight"/],
    ["a missing embedding", { tensors: { "token_embd.weight": undefined } }, /lacks the tensor "token_embd.weight"/],
    [
      "a tensor of another shape",
      { tensors: { [norm]: { shape: [4, 8] } } },
      /"blk.1.attn_norm.weight" has shape \[4,8\], .* \[32\]/,
    ],
    [
      "a number that isn't one",
      { tensors: { [norm]: { data: infinite } } },
      /number 7 of tensor "blk.1.attn_norm.weight" is not finite/,
    ],
    ["no vocabulary", { fields: { "tokenizer.ggml.tokens": undefined } }, /has no vocabulary/],
    [
      "a larger vocabulary",
      {
        fields: {
          "tokenizer.ggml.tokens": Array.from({ length: 300 }, (_, i) => `t${i}`),
          "tokenizer.ggml.token_type": Array.from({ length: 300 }, () => 1),
          "tokenizer.ggml.merges": [],
        },
      },
      /vocabulary has 300 tokens, .* only 260 rows/,
    ],
  ])("%s", async (_, change, reason) => {
    const path = await changed(change);
    await expect(convert(path, "refused")).rejects.toThrow(reason);
    await expect(convert(path, "refused")).rejects.toThrow(path);
    expect(existsSync(at("refused"))).toBe(false);
  });

  test("more parameters than can be trained, before any weights are read", async () => {
    await expect(convert(fileOf("llama"), "refused", 20_000)).rejects.toThrow(
      /holds 0 million parameters; at most 0 can/,
    );
    expect(existsSync(at("refused"))).toBe(false);
  });

  test("a file of 20 GB, of which the header alone is read", async () => {
    const rows: GgufPart = { type: 0, shape: [157e6, 32], data: new Uint8Array(0) };
    const path = await changed({ tensors: { "token_embd.weight": undefined }, last: { "token_embd.weight": rows } });
    await truncate(path, 20_096_030_000); // of zeros that take no space
    await expect(convert(path, "refused", 500e6)).rejects.toThrow(/holds 5024 million parameters; at most 500 can/);
    expect(existsSync(at("refused"))).toBe(false);
  });

  test("a file cut short in its weights, or renamed", async () => {
    const file = await readFile(fileOf("llama"));
    await writeFile(at("short.gguf"), file.subarray(0, -100));
    await expect(convert(at("short.gguf"), "refused")).rejects.toThrow(
      /short.gguf: cut short: tensor ".*" ends at byte/,
    );
    await writeFile(at("other.gguf"), "PK\u0003\u0004");
    await expect(convert(at("other.gguf"), "refused")).rejects.toThrow(
      /other.gguf: it doesn't begin with the letters GGUF/,
    );
    await writeFile(at("model-00002-of-00003.gguf"), file);
    await expect(convert(at("model-00002-of-00003.gguf"), "refused")).rejects.toThrow(/is part 2 of 3 of a model/);
    await expect(convert(at("none.gguf"), "refused")).rejects.toThrow(/none.gguf/);
  });
});
