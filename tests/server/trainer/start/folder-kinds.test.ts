import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nameOfModel } from "../../../../server/trainer/start/adoption.ts";
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

test.each<[string, unknown, string]>([
  ["/home/ada/models/tiny-llama", undefined, "tiny-llama"],
  ["/home/ada/models/tiny-llama", "owner/tiny-llama", "owner/tiny-llama"],
  ["/home/ada/models/tiny-llama/", "/root/output/checkpoint-9", "tiny-llama"],
  ["/home/ada/models/tiny-llama", "./checkpoint-9", "tiny-llama"],
  ["/home/ada/models/tiny-llama", "D:\\models\\mine", "tiny-llama"],
  ["/home/ada/models/tiny-llama", "~/mine", "tiny-llama"],
  ["/c/hub/models--owner--tiny-llama/snapshots/0a1b", "", "owner/tiny-llama"],
])("the model of %s, which its config calls %j, is %s elsewhere", (path, _name_or_path, name) => {
  expect(nameOfModel(path, { _name_or_path })).toBe(name);
});
