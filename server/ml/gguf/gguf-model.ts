import { GGUF_ARCHITECTURES, type GgufArchitecture, type GgufSizes, type GgufTensorRule } from "./architectures.ts";
import { fieldsOf, type GgufFields } from "./gguf-fields.ts";
import type { GgufHeader } from "./read-header.ts";
import { FACTORS, ropeScaling, shortest } from "./rotations.ts";

/** A tensor of a file that becomes one of transformers. */
export interface GgufWeight extends GgufTensorRule {
  /** Its name in the file. */
  readonly stored: string;
  readonly numbers: number;
}

/** What a file describes, checked before any weights are read. */
export interface GgufModel {
  readonly architecture: GgufArchitecture;
  readonly sizes: GgufSizes;
  readonly weights: readonly GgufWeight[];
  readonly parameters: number;
  /** Of its `config.json`, without the ids of tokens. */
  readonly config: Readonly<Record<string, unknown>>;
}

const ORIGINAL = "Take the model's original folder (safetensors) instead, if learn -- adopt knows its architecture";

/**
 * Reads what kind of model a file holds and whether it holds all of it.
 * @param factors see `readFactors`
 * @throws Error that names the field or tensor that is wrong or isn't known, and what to do
 */
export function readGgufModel(header: GgufHeader, factors: Float32Array | null): GgufModel {
  const fields = fieldsOf(header);
  const name = architectureName(fields);
  const architecture = GGUF_ARCHITECTURES[name];
  if (architecture === undefined)
    throw new Error(
      `it holds a model of the architecture "${name}". From GGUF files ${Object.keys(GGUF_ARCHITECTURES).join(", ")} can be read. ${ORIGINAL}`,
    );
  const key = (part: string) => `${name}.${part}`;
  const sizes = sizesOf(header, fields, key);
  const theta = shortest(fields.number(key("rope.freq_base"), 10_000));
  const scaling = ropeScaling(factors, fields, key, { theta, head: sizes.head, original: ORIGINAL });
  const weights = weightsOf(header, architecture, sizes);
  return {
    ...{ architecture, sizes, weights },
    parameters: weights.reduce((sum, { numbers }) => sum + numbers, 0),
    config: {
      architectures: [architecture.className],
      model_type: architecture.modelType,
      vocab_size: sizes.vocabulary,
      hidden_size: sizes.hidden,
      intermediate_size: sizes.feedForward,
      num_hidden_layers: sizes.layers,
      num_attention_heads: sizes.heads,
      num_key_value_heads: sizes.kvHeads,
      head_dim: sizes.head,
      max_position_embeddings: fields.count(key("context_length")),
      rms_norm_eps: shortest(fields.number(key("attention.layer_norm_rms_epsilon"))),
      rope_theta: theta,
      ...scaling,
      tie_word_embeddings: !header.tensors.has("output.weight"),
      torch_dtype: "float32",
      ...architecture.config(fields, key, sizes),
    },
  };
}

/** Files of the parts that see or hear have no architecture of a language model. */
function architectureName(fields: GgufFields): string {
  const name = fields.text("general.architecture");
  const type = fields.text("general.type");
  if (name === "clip" || type === "mmproj")
    throw new Error(
      "it holds the part of a model that reads pictures or sound (mmproj). Take the file with its language model",
    );
  if (type === "adapter") throw new Error("it holds a LoRA adapter. Merge it with its model first (llama-export-lora)");
  if (type === "vocab") throw new Error("it holds a vocabulary alone. Take the file with the model's weights");
  if (name === undefined)
    throw new Error('it lacks the field "general.architecture"; the file holds no language model');
  return name;
}

function sizesOf({ tensors }: GgufHeader, fields: GgufFields, key: (name: string) => string): GgufSizes {
  const hidden = fields.count(key("embedding_length"));
  const heads = fields.count(key("attention.head_count"));
  const kvHeads = fields.count(key("attention.head_count_kv"), heads);
  const head = fields.count(key("attention.key_length"), hidden / heads);
  const [vocabulary] = tensors.get("token_embd.weight")?.shape ?? [];
  if (vocabulary === undefined) throw new Error('it lacks the tensor "token_embd.weight"');
  const valueLength = fields.count(key("attention.value_length"), head);
  const rotated = fields.count(key("rope.dimension_count"), head);
  if (valueLength !== head || rotated !== head || !Number.isInteger(head))
    throw new Error(
      `it has heads of ${head} numbers, of which ${rotated} are rotated, and values of ${valueLength}; only the same number for all ` +
        `three can be read. ${ORIGINAL}`,
    );
  return {
    ...{ vocabulary, hidden, heads, kvHeads, head },
    feedForward: fields.count(key("feed_forward_length")),
    layers: fields.count(key("block_count")),
    queries: heads * head,
    keys: kvHeads * head,
  };
}

/** Which tensor of the file is which of the model; all that are there must be known, and all that are needed there. */
function weightsOf(
  { tensors }: GgufHeader,
  { outer, layer }: GgufArchitecture,
  sizes: GgufSizes,
): readonly GgufWeight[] {
  const rules = new Map<string, GgufTensorRule>(Object.entries(outer));
  for (let i = 0; i < sizes.layers; i++)
    for (const [name, rule] of Object.entries(layer))
      rules.set(`blk.${i}.${name}`, { ...rule, as: `model.layers.${i}.${rule.as}` });
  for (const name of tensors.keys())
    if (name !== FACTORS && !rules.has(name))
      throw new Error(`tensor "${name}" isn't known in this architecture. ${ORIGINAL}`);
  return [...rules].flatMap(([stored, rule]) => {
    const tensor = tensors.get(stored);
    if (tensor === undefined && rule.optional) return [];
    if (tensor === undefined) throw new Error(`it lacks the tensor "${stored}"; the file is damaged or not whole`);
    const shape = rule.shape.map((name) => sizes[name]);
    if (tensor.shape.join() !== shape.join())
      throw new Error(`tensor "${stored}" has shape [${tensor.shape}], its fields ask for [${shape}]`);
    return [{ ...rule, stored, numbers: shape.reduce((a, b) => a * b, 1) }];
  });
}
