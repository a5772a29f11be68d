import { FAMILIES } from "../families/all-families.ts";
import type { Differences, LlamaConfig } from "../llama-config.ts";
import { type ConfigFields, configFields } from "./config-fields.ts";
import { otherKind } from "./other-models.ts";
import { readRope } from "./read-rope.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads a parsed `config.json`.
 * @throws Error that names the field when no family here computes as it says, or its sizes do not fit together
 */
export function parseModelConfig(json: unknown): LlamaConfig {
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new Error("config.json: expected an object");
  const raw = json as Json;
  const other = otherKind(raw);
  if (other !== null) throw new Error(`config.json: this is ${other}. ${familyAdvice(raw.model_type)}`);
  const family = FAMILIES.get(String(raw.model_type));
  if (family === undefined) throw new Error(`config.json: ${familyAdvice(raw.model_type)}`);
  if ((raw.quantization_config ?? null) !== null)
    throw new Error(
      'config.json: "quantization_config" is set; quantised weights cannot be trained, use F32, F16 or BF16',
    );
  const fields = configFields(raw, family.defaults);
  const shape = shapeOf(fields);
  const differences = { ...shape.differences, ...family.differences(fields, shape), ...activationOf(fields) };
  return Object.keys(differences).length === 0 ? shape : { ...shape, differences };
}

/** The family's name of a `config.json` that can be read. */
export const familyOf = (json: Json): string => FAMILIES.get(String(json.model_type))!.name;

const familyAdvice = (type: unknown): string =>
  `"model_type" is ${JSON.stringify(type)}; models of these families can be read: ${[...FAMILIES.values()].map(({ name }) => name).join(", ")}`;

/** What every family has. Of differences it has those of rotary positions that all layers share. */
function shapeOf(fields: ConfigFields): LlamaConfig {
  const heads = fields.count("num_attention_heads");
  const kvHeads = fields.count("num_key_value_heads", heads);
  const hiddenSize = fields.count("hidden_size");
  const headDim = fields.count("head_dim", hiddenSize / heads);
  if (heads % kvHeads !== 0)
    throw new Error(`config.json: num_attention_heads ${heads} is not a multiple of num_key_value_heads ${kvHeads}`);
  if (headDim % 2 !== 0) throw new Error(`config.json: head_dim ${headDim} must be even for rotary positions`);
  const layers = fields.count("num_hidden_layers");
  const context = fields.count("max_position_embeddings");
  const rope = readRope(fields, context);
  return {
    vocabSize: fields.count("vocab_size"),
    hiddenSize,
    intermediateSize: fields.count("intermediate_size"),
    layers,
    heads,
    kvHeads,
    headDim,
    ropeTheta: rope.theta,
    rmsNormEps: fields.positive("rms_norm_eps", 1e-6),
    context,
    tiedEmbeddings: fields.flag("tie_word_embeddings"),
    ...(rope.scaling !== undefined && { differences: { ropes: new Array(layers).fill(rope) } }),
  };
}

/** `swish` is another name of SiLU, and `gelu_new` of the other. */
const ACTIVATIONS: Readonly<Record<string, Differences>> = {
  silu: {},
  swish: {},
  gelu_pytorch_tanh: { activation: "gelu_pytorch_tanh" },
  gelu_new: { activation: "gelu_pytorch_tanh" },
};

/** Gemma's files have it under a name of their own. */
function activationOf(fields: ConfigFields): Differences {
  const name = fields.value("hidden_activation") === undefined ? "hidden_act" : "hidden_activation";
  const activation = fields.value(name) ?? "silu";
  const known = typeof activation === "string" ? ACTIVATIONS[activation] : undefined;
  if (known === undefined)
    throw new Error(
      `config.json: "${name}" must be one of ${Object.keys(ACTIVATIONS).join(", ")}, got ${JSON.stringify(activation)}`,
    );
  return known;
}
