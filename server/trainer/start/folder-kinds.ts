import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { isOfWeights } from "../../ml/model/weight-files.ts";

const saved = (folder: string): string =>
  `AutoModelForCausalLM.from_pretrained("${folder}").save_pretrained("NEW_FOLDER", safe_serialization=True), and the same with AutoTokenizer`;

/** What lies where weights are missing: the first kind that one of a folder's names shows. */
const OTHER_WEIGHTS: readonly {
  readonly names: RegExp;
  readonly tell: (name: string, folder: string) => string;
}[] = [
  {
    names: /\.gguf$/i,
    tell: (name, folder) =>
      `it holds its weights as GGUF (${name}). Adopt that file itself: npm run learn -- adopt "${join(folder, name)}", or take the folder of the original model, with model.safetensors`,
  },
  {
    names: /\.(bin|pt|pth|ckpt)$|\.bin\.index\.json$/i,
    tell: (name, folder) =>
      `its weights are in ${name}, a format that can run code. Save them as safetensors with transformers: ${saved(folder)}`,
  },
  {
    names: /\.onnx(_data)?$/i,
    tell: (name) =>
      `it holds a compiled model (${name}), which can't be trained. Take the folder of the original model, with model.safetensors`,
  },
  {
    names: /\.(h5|msgpack|tflite|mlmodel|mlpackage|npz|nemo|engine)$/i,
    tell: (name) =>
      `its weights are in ${name}, of another program. Take the folder of the original model, with model.safetensors`,
  },
  {
    names: /\.safetensors$/i,
    tell: (name) =>
      `its weights are called ${name}. Rename the file to model.safetensors if they are as transformers saves them`,
  },
];

/** Tokenizers in other forms than `tokenizer.json`. */
const OTHER_TOKENIZERS = ["tokenizer.model", "spiece.model", "vocab.json", "vocab.txt", "tekken.json", "merges.txt"];

/**
 * Looks at the names in a folder before anything large is read.
 * @throws Error that says what a folder is that is no model that can be read, and what to do
 */
export async function refuseOtherKinds(folder: string): Promise<void> {
  const entry = await stat(folder).catch(() => null);
  if (entry === null)
    throw new Error(`${folder}: there is no such folder. Models are not fetched by their names: download it first`);
  if (!entry.isDirectory())
    throw new Error(
      `${folder}: this is a file. Give the folder that holds config.json, tokenizer.json and model.safetensors`,
    );
  const names = (await readdir(folder)).sort();
  const problem = (await kindOf(folder, names)) ?? missingTokenizer(folder, names);
  if (problem !== null) throw new Error(`${folder}: ${problem}`);
}

async function kindOf(folder: string, names: readonly string[]): Promise<string | null> {
  if (names.some(isOfWeights)) return null;
  if (names.includes("adapter_config.json")) return adapterAdvice(folder);
  if (names.includes("model_index.json")) return "this is a pipeline that draws pictures, and no language model";
  if (names.includes("snapshots")) {
    const [snapshot] = await readdir(join(folder, "snapshots"));
    return `this is a folder of the cache. The model is in ${join(folder, "snapshots", snapshot ?? "")}`;
  }
  for (const { names: pattern, tell } of OTHER_WEIGHTS) {
    const name = names.find((one) => pattern.test(one));
    if (name !== undefined) return tell(name, folder);
  }
  return "it lacks model.safetensors; a model folder holds config.json, tokenizer.json, tokenizer_config.json and model.safetensors";
}

async function adapterAdvice(folder: string): Promise<string> {
  const text = await readFile(join(folder, "adapter_config.json"), "utf8").catch(() => "");
  const base = /"base_model_name_or_path":\s*"([^"]+)"/.exec(text)?.[1];
  return (
    `this is an adapter${base === undefined ? "" : ` to ${base}`}, and no whole model. Merge it with its model first: ` +
    `AutoPeftModelForCausalLM.from_pretrained("${folder}").merge_and_unload().save_pretrained("NEW_FOLDER")`
  );
}

function missingTokenizer(folder: string, names: readonly string[]): string | null {
  if (names.includes("tokenizer.json")) return null;
  const other = OTHER_TOKENIZERS.find((name) => names.includes(name));
  if (other === undefined)
    return "tokenizer.json can't be read: there is none. Copy it from the folder of the original model";
  return (
    `its tokenizer is in ${other}. Make tokenizer.json of it with transformers: ` +
    `AutoTokenizer.from_pretrained("${folder}").save_pretrained("${folder}")`
  );
}
