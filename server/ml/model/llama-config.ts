/**
 * The shape of a Llama-architecture decoder, under Hugging Face's `config.json` names
 * (transformers, `LlamaConfig`). Only what changes the arithmetic is kept.
 */
export interface LlamaConfig {
  readonly vocabSize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly layers: number;
  readonly heads: number;
  /** Grouped-query attention: `heads / kvHeads` queries share one key and value. */
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ropeTheta: number;
  readonly rmsNormEps: number;
  /** Longest sequence, in tokens. */
  readonly context: number;
  readonly tiedEmbeddings: boolean;
}

const count = (json: Record<string, unknown>, name: string, fallback?: number): number => {
  const value = json[name] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1)
    throw new Error(`config.json: "${name}" must be a whole number above 0, got ${JSON.stringify(json[name])}`);
  return value;
};

/** Reads a parsed `config.json`. Throws an error that names the field when this is no Llama or its sizes do not fit together. */
export function parseLlamaConfig(json: unknown): LlamaConfig {
  if (typeof json !== "object" || json === null) throw new Error("config.json: expected an object");
  const raw = json as Record<string, unknown>;
  if (raw.model_type !== "llama")
    throw new Error(`config.json: "model_type" must be "llama", got ${JSON.stringify(raw.model_type)}`);
  if (raw.quantization_config !== undefined)
    throw new Error(
      'config.json: "quantization_config" is set; quantised weights cannot be trained, use F32, F16 or BF16',
    );
  if (raw.attention_bias === true || raw.mlp_bias === true)
    throw new Error("config.json: biased projections are not supported");
  if (raw.hidden_act !== undefined && raw.hidden_act !== "silu")
    throw new Error(`config.json: "hidden_act" must be "silu", got ${JSON.stringify(raw.hidden_act)}`);
  const heads = count(raw, "num_attention_heads");
  const kvHeads = count(raw, "num_key_value_heads", heads);
  const hiddenSize = count(raw, "hidden_size");
  const headDim = count(raw, "head_dim", hiddenSize / heads);
  if (heads % kvHeads !== 0)
    throw new Error(`config.json: num_attention_heads ${heads} is not a multiple of num_key_value_heads ${kvHeads}`);
  if (headDim % 2 !== 0) throw new Error(`config.json: head_dim ${headDim} must be even for rotary positions`);
  return {
    vocabSize: count(raw, "vocab_size"),
    hiddenSize,
    intermediateSize: count(raw, "intermediate_size"),
    layers: count(raw, "num_hidden_layers"),
    heads,
    kvHeads,
    headDim,
    ropeTheta: ropeThetaOf(raw),
    rmsNormEps: typeof raw.rms_norm_eps === "number" ? raw.rms_norm_eps : 1e-6,
    context: count(raw, "max_position_embeddings"),
    tiedEmbeddings: raw.tie_word_embeddings === true,
  };
}

/** Newer folders have it among `rope_parameters`. Rotary positions that are scaled are refused. */
function ropeThetaOf(raw: Record<string, unknown>): number {
  for (const name of ["rope_scaling", "rope_parameters"] as const) {
    const { rope_type: type, type: older } = (raw[name] ?? { rope_type: "default" }) as Record<string, unknown>;
    if ((type ?? older) !== "default")
      throw new Error(`config.json: "${name}" is not supported (type ${JSON.stringify(type ?? older)})`);
  }
  const theta = raw.rope_theta ?? (raw.rope_parameters as Record<string, unknown> | null | undefined)?.rope_theta;
  return typeof theta === "number" ? theta : 10_000;
}

/** The `config.json` that `transformers` loads as `LlamaForCausalLM`. */
export function formatLlamaConfig(config: LlamaConfig): Record<string, unknown> {
  return {
    architectures: ["LlamaForCausalLM"],
    model_type: "llama",
    hidden_act: "silu",
    vocab_size: config.vocabSize,
    hidden_size: config.hiddenSize,
    intermediate_size: config.intermediateSize,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.kvHeads,
    head_dim: config.headDim,
    rope_theta: config.ropeTheta,
    rms_norm_eps: config.rmsNormEps,
    max_position_embeddings: config.context,
    tie_word_embeddings: config.tiedEmbeddings,
    attention_bias: false,
    mlp_bias: false,
    pad_token_id: 0,
    bos_token_id: 1,
    eos_token_id: 3,
    torch_dtype: "float32",
  };
}

/** Every weight's name (as in `transformers`) and shape; linear weights are `[out, in]`. */
export function weightShapes(config: LlamaConfig): Record<string, readonly number[]> {
  const { hiddenSize: d, intermediateSize: f, headDim } = config;
  const shapes: Record<string, readonly number[]> = { "model.embed_tokens.weight": [config.vocabSize, d] };
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`;
    shapes[`${at}.input_layernorm.weight`] = [d];
    shapes[`${at}.self_attn.q_proj.weight`] = [config.heads * headDim, d];
    shapes[`${at}.self_attn.k_proj.weight`] = [config.kvHeads * headDim, d];
    shapes[`${at}.self_attn.v_proj.weight`] = [config.kvHeads * headDim, d];
    shapes[`${at}.self_attn.o_proj.weight`] = [d, config.heads * headDim];
    shapes[`${at}.post_attention_layernorm.weight`] = [d];
    shapes[`${at}.mlp.gate_proj.weight`] = [f, d];
    shapes[`${at}.mlp.up_proj.weight`] = [f, d];
    shapes[`${at}.mlp.down_proj.weight`] = [d, f];
  }
  shapes["model.norm.weight"] = [d];
  if (!config.tiedEmbeddings) shapes["lm_head.weight"] = [config.vocabSize, d];
  return shapes;
}

/** How many numbers a model has. */
export const parameterCount = (config: LlamaConfig): number =>
  Object.values(weightShapes(config)).reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);
