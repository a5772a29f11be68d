import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SMOL, writeRandomLlama } from "../../../../server/experiments/bench/random-llama.ts";
import { openEngine } from "../../../../server/ml/engine/engine.ts";
import { readCheckpoint, sharpen } from "../../../../server/ml/model/checkpoint.ts";
import { formatSafetensors, type NamedTensors, parseSafetensors } from "../../../../server/ml/model/safetensors.ts";
import { openReferenceModel } from "../../../../server/ml/training/reference-model.ts";
import {
  type Adoption,
  BASE_MODEL,
  fingerprint,
  readAdoption,
  storeAdoption,
} from "../../../../server/trainer/start/adoption.ts";
import { answeringAt, openAdoptedModel, refuseDamaged } from "../../../../server/trainer/start/open-adopted-model.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { TINY } from "../../../support/tiny-model.ts";

const CONFIG = { ...TINY, vocabSize: 300, context: 128 };
const MATRIX = "model.layers.1.self_attn.k_proj.weight";
let root: ReturnType<typeof temporaryFolder>;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  await writeRandomLlama(folder, CONFIG, seeded(1));
});
afterEach(() => root.remove());

const file = (name: string) => join(folder, name);
async function configure(change: Record<string, unknown>, name = "config.json"): Promise<void> {
  await writeFile(file(name), JSON.stringify({ ...JSON.parse(await readFile(file(name), "utf8")), ...change }));
}
async function retensor(change: (tensors: NamedTensors) => NamedTensors): Promise<void> {
  const path = file("model.safetensors");
  await writeFile(path, formatSafetensors(change(parseSafetensors(await readFile(path)))));
}
/** Says in the header that a tensor is of another type, of the same size. */
async function retype(from: string, to: string): Promise<void> {
  const bytes = await readFile(file("model.safetensors"));
  const text = bytes.toString("latin1").replace(`"dtype":"${from}"`, `"dtype":"${to}"`.padEnd(from.length + 10));
  await writeFile(file("model.safetensors"), Buffer.from(text, "latin1"));
}

describe("a model folder", () => {
  test("is read with windows that its context has room for", async () => {
    const { start, tokenizer, shape } = await openAdoptedModel(folder);
    expect(start.config).toEqual(CONFIG);
    expect(tokenizer.eosId).toBe(2);
    expect(shape).toMatchObject({ eosId: 2, promptWindow: 64, promptWindows: [32, 40, 48, 64], windows: [24, 48] });
  });

  test("of newer transformers has its rotary base among rope_parameters", async () => {
    await configure({ rope_theta: null, rope_parameters: { rope_type: "default", rope_theta: 50_000 } });
    expect((await openAdoptedModel(folder)).start.config.ropeTheta).toBe(50_000);
  });
});

describe("is refused with what is wrong and what to do when", () => {
  test.each<[string, () => Promise<unknown>, RegExp]>([
    [
      "there is none",
      () => rm(folder, { recursive: true }),
      /there is no such folder. Models are not fetched by their names/,
    ],
    ["a tensor is missing", () => retensor(({ [MATRIX]: _, ...rest }) => rest), new RegExp(`lacks "${MATRIX}"`)],
    [
      "a tensor has a wrong shape",
      () => retensor((all) => ({ ...all, [MATRIX]: { ...all[MATRIX]!, shape: [32, 16] } })),
      new RegExp(`"${MATRIX}" has shape \\[32,16\\], config.json asks for \\[16,32\\]`),
    ],
    [
      "it is another architecture",
      () => configure({ model_type: "gpt2" }),
      /"model_type" is "gpt2"; models of these families can be read: Llama, /,
    ],
    [
      "its config says that weights have 4 bits",
      () => configure({ quantization_config: { load_in_4bit: true } }),
      /"quantization_config" is set; quantised weights cannot be trained, use F32, F16 or BF16/,
    ],
    [
      "its weights are packed in bytes",
      () => retype("BF16", "U8"),
      /tensor ".*" has type U8; only F32, F16, BF16 can be read/,
    ],
    ["its file is cut short", () => truncate(file("model.safetensors"), 20_000), /truncated: tensor "/],
    ["its header is cut short", () => truncate(file("model.safetensors"), 20), /truncated: the header/],
    [
      "it is a pickle",
      () => rename(file("model.safetensors"), file("pytorch_model.bin")),
      /pytorch_model.bin, a format that can run code. Save them as safetensors/,
    ],
    [
      "it is an adapter",
      () => rename(file("model.safetensors"), file("adapter_config.json")),
      /this is an adapter, and no whole model. Merge it/,
    ],
    ["it has no weights", () => rm(file("model.safetensors")), /lacks model.safetensors/],
    ["it has no config", () => rm(file("config.json")), /cannot read config.json/],
    ["it has no tokenizer", () => rm(file("tokenizer.json")), /tokenizer.json can't be read/],
    ["its config isn't JSON", () => writeFile(file("config.json"), "{"), /config.json is not JSON/],
    [
      "its tokenizer is a larger model's",
      () => configure({ vocab_size: 200 }),
      /tokenizer has 300 tokens, its model only 200/,
    ],
    ["its context is too short", () => configure({ max_position_embeddings: 64 }), /context of 64 tokens is too short/],
    [
      "its template leaves no room",
      () => configure({ chat_template: `{{ '${"why ".repeat(80)}' + messages[0].content }}` }, "tokenizer_config.json"),
      /its chat template makes \d+ tokens of a short question; 64 are read/,
    ],
  ])("%s", async (_, spoil, reason) => {
    await spoil();
    await expect(openAdoptedModel(folder)).rejects.toThrow(reason);
    await expect(openAdoptedModel(folder)).rejects.toThrow(folder);
  });

  test("it is too large, by its config or by its file, neither of which is then read", async () => {
    await configure({ hidden_size: 4096, num_hidden_layers: 32, intermediate_size: 11_008 });
    await expect(openAdoptedModel(folder)).rejects.toThrow(
      /describes \d{4} million parameters; at most 500 can be trained/,
    );
    await configure({ hidden_size: 32, num_hidden_layers: 2, intermediate_size: 48 });
    await truncate(file("model.safetensors"), 10e9); // of zeros that take no space
    await expect(openAdoptedModel(folder)).rejects.toThrow(/model.safetensors has 10.0 GB, more than/);
  });

  test.each([
    "config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "chat_template.jinja",
    "generation_config.json",
    "special_tokens_map.json",
    "vocab.json",
  ])("its %s has 20 GB, which aren't read", async (name) => {
    await writeFile(file(name), "");
    await truncate(file(name), 20e9); // of zeros that take no space
    await expect(openAdoptedModel(folder)).rejects.toThrow(`${name} has 20.0 GB`);
    await expect(openAdoptedModel(folder)).rejects.toThrow(folder);
  });
});

test("a model with a number that is not finite is told by its tensor", async () => {
  await retensor((tensors) => ({
    ...tensors,
    [MATRIX]: {
      ...tensors[MATRIX]!,
      values: tensors[MATRIX]!.values.map((value, i) => (i === 5 ? Number.NaN : value)),
    },
  }));
  const { start } = await openAdoptedModel(folder);
  expect(() => refuseDamaged(folder, start)).toThrow(`${folder}: number 5 of tensor "${MATRIX}" is not finite`);
});

test("a model that answers at a lower temperature draws from its own softmax at that temperature", async () => {
  const { start, tokenizer, shape } = await openAdoptedModel(folder);
  const engine = await openEngine("auto");
  const sequence = { prompt: tokenizer.encodePrompt("Why?"), response: tokenizer.encode("sky") };
  const read = async (model: typeof start) => {
    const reader = openReferenceModel(engine, model.config, model.weights, { ...shape, rows: 1 });
    const [reading] = await reader.read([sequence]);
    await reader.dispose();
    return reading!.refLogProbs;
  };
  const sharper = await read(answeringAt({ start }, 0.6).start);
  const expected = await read(sharpen(start, 0.6));
  for (const [i, value] of sharper.entries()) expect(value).toBeCloseTo(expected[i]!, 4);
  const plain = await read(start);
  expect(await read(answeringAt({ start }).start)).toEqual(plain);
  expect(Math.abs(plain[0]! - sharper[0]!)).toBeGreaterThan(1e-3);
});

describe("adoption", () => {
  const dataDir = () => join(root.path, "data");
  const adoption = async (): Promise<Adoption> => ({
    ...{ sha256: await fingerprint(folder), rank: 4, alpha: 8, targets: ["q_proj"] },
  });
  beforeEach(() => mkdir(dataDir()));

  test("copies the model, so that the arena needs the folder no more", async () => {
    expect(await readAdoption(dataDir())).toBeNull();
    await storeAdoption(folder, dataDir(), await adoption());
    const expected = await readCheckpoint(folder);
    const wanted = await adoption();
    await rm(folder, { recursive: true });
    expect(await readAdoption(dataDir())).toEqual(wanted);
    expect((await openAdoptedModel(join(dataDir(), BASE_MODEL))).start).toEqual(expected);
    expect(await readdir(dataDir())).toEqual([BASE_MODEL]);
  });

  test("that fails half-way leaves what was there, and nothing else", async () => {
    await storeAdoption(folder, dataDir(), await adoption());
    await rm(file("model.safetensors"));
    await expect(storeAdoption(folder, dataDir(), { ...(await readAdoption(dataDir()))!, rank: 9 })).rejects.toThrow(
      /lacks model.safetensors/,
    );
    expect(await readdir(dataDir())).toEqual([BASE_MODEL]);
    expect(await readAdoption(dataDir())).toMatchObject({ rank: 4 });
  });

  test("with a damaged record says how to renew it", async () => {
    await storeAdoption(folder, dataDir(), await adoption());
    const path = join(dataDir(), BASE_MODEL, "adoption.json");
    await writeFile(path, '{"rank": 4');
    await expect(readAdoption(dataDir())).rejects.toThrow(/adoption.json is damaged; adopt the model again/);
    expect(existsSync(path)).toBe(true);
  });
});

test("the reference shape has SmolLM2-135M's parameters", async () => {
  const { parameterCount } = await import("../../../../server/ml/model/llama-config.ts");
  expect(parameterCount(SMOL)).toBe(134_515_008);
});
