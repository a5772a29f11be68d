import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readText, refusePointer } from "../tokenizer/read-text.ts";
import { type LlamaConfig, weightShapes } from "./llama-config.ts";
import { type NamedTensor, openSafetensors, READABLE_TYPES, type SafetensorsFile } from "./safetensors.ts";

const WHOLE = "model.safetensors";
/** Which shard holds which tensor. */
const INDEX = `${WHOLE}.index.json`;
const SHARD = /^model-(\d+)-of-(\d+)\.safetensors$/;

/**
 * The files of a folder that hold its weights: one, or all shards in their order. A whole file counts more than shards or an index beside it,
 * as in transformers, and shards need no index.
 * @throws Error that names a shard that is missing, or a file that is none
 */
export async function weightFiles(folder: string): Promise<readonly string[]> {
  const present = await readdir(folder);
  const files = present.includes(WHOLE) ? [WHOLE] : await shardsOf(folder, present);
  for (const file of files) await refusePointer(join(folder, file));
  return files;
}

/** As the index says, or as the files' own names do where the index is another model's. */
async function shardsOf(folder: string, present: readonly string[]): Promise<readonly string[]> {
  const count = Math.max(0, ...present.flatMap((name) => Number(SHARD.exec(name)?.[2] ?? [])));
  const number = (i: number) => String(i).padStart(5, "0");
  const byName = Array.from({ length: count }, (_, i) => `model-${number(i + 1)}-of-${number(count)}.safetensors`);
  const byIndex = present.includes(INDEX) ? await namedByIndex(folder) : [];
  const missing = (files: readonly string[]) => files.filter((name) => !present.includes(name));
  const whole = [byIndex, byName].find((files) => files.length > 0 && missing(files).length === 0);
  if (whole !== undefined) return whole;
  const wanted = byName.length > 0 ? byName : byIndex;
  if (wanted.length === 0) throw new Error(`it lacks ${WHOLE}`);
  throw new Error(
    `it lacks ${missing(wanted).join(", ")}; its weights are split into ${wanted.length} files. Download what is missing`,
  );
}

/** None where the index can't be read. */
async function namedByIndex(folder: string): Promise<readonly string[]> {
  const text = await readText(join(folder, INDEX));
  let index: unknown;
  try {
    index = JSON.parse(text);
  } catch {
    return [];
  }
  const { weight_map } = (index ?? {}) as { readonly weight_map?: object | null };
  const isName = (name: unknown): name is string => typeof name === "string" && !/[/\\]/.test(name);
  return [...new Set(Object.values(weight_map ?? {}).filter(isName))].sort();
}

/** Whether a file of a folder belongs to its weights. */
export const isOfWeights = (name: string): boolean => name === INDEX || name === WHOLE || SHARD.test(name);

/** The weights of a folder, read tensor by tensor. */
export interface StoredWeights extends AsyncDisposable {
  /** By the name that the decoder has for it. */
  read(name: string): Promise<NamedTensor>;
}

/**
 * Reads the headers of a folder's weights and checks them. Tensors that the decoder has no use for may be of any kind.
 * @throws Error that names the first tensor that is missing, of another shape than the architecture asks for, or of a type that can't be read
 */
export async function openWeights(folder: string, config: LlamaConfig): Promise<StoredWeights> {
  const opened: SafetensorsFile[] = [];
  const dispose = async () => {
    for (const file of opened) await file[Symbol.asyncDispose]();
  };
  try {
    const names = await weightFiles(folder);
    const places = new Map<string, SafetensorsFile>();
    for (const name of names) {
      const file = await openSafetensors(join(folder, name)).catch((cause: unknown) => {
        throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      });
      opened.push(file);
      for (const tensor of Object.keys(file.tensors)) places.set(tensor, file);
    }
    const stored = storedNames(config, places);
    for (const [name, shape] of Object.entries(weightShapes(config)))
      checkTensor(name, shape, places.get(stored(name)), stored(name), names);
    const read = (name: string) => places.get(stored(name))!.read(stored(name));
    if (config.tiedEmbeddings && places.has(stored(HEAD))) await checkTied(read);
    return { read, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

const EMBEDDINGS = "model.embed_tokens.weight";
const HEAD = "lm_head.weight";

/** The ways in which folders name a decoder's tensors: its own, without the outer model, and as a part of a larger model. */
const LAYOUTS: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.replace(/^model\./, ""),
  (name) => `language_model.${name}`,
  (name) => name.replace(/^model\./, "model.language_model."),
];

/** Tied embeddings may be stored under either of their names. */
function storedNames(config: LlamaConfig, places: ReadonlyMap<string, unknown>): (name: string) => string {
  const layout = LAYOUTS.find((rename) => places.has(rename("model.norm.weight"))) ?? LAYOUTS[0]!;
  const asHead = config.tiedEmbeddings && !places.has(layout(EMBEDDINGS)) && places.has(layout(HEAD));
  return (name) => layout(asHead && name === EMBEDDINGS ? HEAD : name);
}

function checkTensor(
  name: string,
  shape: readonly number[],
  file: SafetensorsFile | undefined,
  stored: string,
  files: readonly string[],
): void {
  const tensor = file?.tensors[stored];
  if (tensor === undefined)
    throw new Error(
      files.length === 1 ? `${files[0]} lacks "${stored}"` : `none of its ${files.length} files has "${stored}"`,
    );
  if (!READABLE_TYPES.includes(tensor.dtype))
    throw new Error(`tensor "${stored}" has type ${tensor.dtype}; only ${READABLE_TYPES.join(", ")} can be read`);
  if (tensor.shape.join() === shape.join()) return;
  const rows = name === EMBEDDINGS || name === HEAD ? `; "vocab_size" there must be the number of its rows` : "";
  throw new Error(`"${stored}" has shape [${tensor.shape}], config.json asks for [${shape}]${rows}`);
}

/** @throws Error where an output matrix beside tied embeddings is another one: which of the two is meant can't be known */
async function checkTied(read: (name: string) => Promise<NamedTensor>): Promise<void> {
  const [embeddings, head] = [await read(EMBEDDINGS), await read(HEAD)];
  const isSame = head.values.length === embeddings.values.length && bytesOf(head).equals(bytesOf(embeddings));
  if (!isSame)
    throw new Error(
      `"${HEAD}" differs from the embeddings, and config.json says that they are one ("tie_word_embeddings"). Write false there if the model has both`,
    );
}

const bytesOf = ({ values }: NamedTensor): Buffer => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
