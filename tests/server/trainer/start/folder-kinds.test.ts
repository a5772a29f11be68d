import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nameOfPath, saidName } from "../../../../server/trainer/start/adoption.ts";
import { openAdoptedModel } from "../../../../server/trainer/start/open-adopted-model.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** Folders that people hand over in the place of a model's. */

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  await mkdir(folder);
});
afterEach(() => root.remove());

test.each<[string, Readonly<Record<string, string>>, RegExp]>([
  [
    "an adapter",
    { "adapter_config.json": '{"base_model_name_or_path": "owner/base"}', "adapter_model.safetensors": "" },
    /this is an adapter to owner\/base, and no whole model. Merge it.*merge_and_unload/,
  ],
  ["a GGUF file", { "README.md": "", "model-Q8_0.gguf": "" }, /as GGUF \(model-Q8_0.gguf\). Adopt that file itself/],
  ["a pickle", { "config.json": "{}", "pytorch_model.bin": "" }, /weights are in pytorch_model.bin.*save_pretrained/],
  ["pickles in shards", { "pytorch_model-00001-of-00002.bin": "" }, /weights are in pytorch_model-00001-of-00002.bin/],
  ["a checkpoint of PyTorch", { "consolidated.00.pth": "", "params.json": "{}" }, /weights are in consolidated.00.pth/],
  [
    "a compiled model",
    { "config.json": "{}", "model.onnx": "" },
    /a compiled model \(model.onnx\), which can't be trained/,
  ],
  [
    "weights of TensorFlow",
    { "config.json": "{}", "tf_model.h5": "" },
    /weights are in tf_model.h5, of another program/,
  ],
  [
    "weights under another name",
    { "consolidated.safetensors": "" },
    /called consolidated.safetensors. Rename the file/,
  ],
  ["a pipeline of pictures", { "model_index.json": "{}" }, /a pipeline that draws pictures/],
  ["the cache's folder", { "snapshots/abc/config.json": "{}" }, /The model is in .*snapshots.abc/],
  ["nothing", {}, /it lacks model.safetensors; a model folder holds config.json/],
  [
    "a SentencePiece model alone",
    { "model.safetensors": "", "tokenizer.model": "" },
    /its tokenizer is in tokenizer.model. Make tokenizer.json of it with transformers: AutoTokenizer/,
  ],
  ["an older vocabulary alone", { "model.safetensors": "", "vocab.json": "" }, /its tokenizer is in vocab.json/],
])("a folder with %s is told as what it is, and what to do", async (_, files, reason) => {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  await expect(openAdoptedModel(folder)).rejects.toThrow(reason);
  await expect(openAdoptedModel(folder)).rejects.toThrow(folder);
});

test("a file is no folder", async () => {
  const path = join(root.path, "model.safetensors");
  await writeFile(path, "");
  await expect(openAdoptedModel(path)).rejects.toThrow(/model.safetensors: this is a file. Give the folder/);
});

test.each([
  ["/home/ada/models/tiny-llama", "tiny-llama"],
  ["/home/ada/models/tiny-llama/", "tiny-llama"],
  ["/home/ada/Tiny-Llama.Q4_K.gguf", "Tiny-Llama.Q4_K"],
  ["/c/hub/models--owner--tiny-llama/snapshots/0a1b", "owner/tiny-llama"],
])("the model of %s is called %s elsewhere", (path, name) => {
  expect(nameOfPath(path)).toBe(name);
});

test("a config calls its model by a name, and paths are none", () => {
  expect(saidName({ _name_or_path: "owner/tiny-llama" })).toBe("owner/tiny-llama");
  expect(saidName({ _name_or_path: "tiny-llama" })).toBe("tiny-llama");
  for (const path of [
    undefined,
    "",
    "/root/output/checkpoint-9",
    "./checkpoint-9",
    "../one",
    "D:\\models\\mine",
    "~/mine",
    "a/b/c",
  ])
    expect(saidName({ _name_or_path: path })).toBeNull();
});
