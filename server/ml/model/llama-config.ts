import type { Rope } from "./rope.ts";

/**
 * The shape of a decoder, under Hugging Face's `config.json` names (transformers, `LlamaConfig`). Only what changes the arithmetic is kept.
 * Other families are told by how they differ from Llama.
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
  /** What the family does otherwise than Llama; absent for a plain Llama. */
  readonly differences?: Differences;
}

/**
 * Norms of a block by where they stand, each before what it is named after and after it: Llama's before, OLMo 2's after, Gemma's on both
 * sides.
 */
export const BLOCK_NORMS = {
  before: { attention: ["input_layernorm", null], mlp: ["post_attention_layernorm", null] },
  after: { attention: [null, "post_attention_layernorm"], mlp: [null, "post_feedforward_layernorm"] },
  around: {
    attention: ["input_layernorm", "post_attention_layernorm"],
    mlp: ["pre_feedforward_layernorm", "post_feedforward_layernorm"],
  },
} as const;

/** What a family's decoder does otherwise than Llama's. What is absent is as there. */
export interface Differences {
  /** Which projections of attention have a bias. */
  readonly attentionBias?: "qkv" | "qkvo";
  readonly mlpBias?: true;
  /** Queries and keys are normed before they are turned: each head by itself, or all heads as one vector. */
  readonly queryKeyNorm?: "head" | "width";
  readonly norms?: keyof typeof BLOCK_NORMS;
  /** Norms multiply by their weight plus one. */
  readonly normPlusOne?: true;
  /** In the place of SiLU. */
  readonly activation?: "gelu_pytorch_tanh";
  /** By layer: how many tokens a token sees, itself and those before it; null for all. */
  readonly windows?: readonly (number | null)[];
  /** By layer: its rotary positions; null for none. */
  readonly ropes?: readonly (Rope | null)[];
  /** Scores of attention are multiplied by it; 1 / sqrt(headDim) unless given. */
  readonly attentionMultiplier?: number;
  /** Scores of attention are squashed to lie within it: `cap * tanh(score / cap)`. */
  readonly attentionSoftCap?: number;
  /** What embeddings, and what each half of a block before it is added, are multiplied by. */
  readonly embeddingMultiplier?: number;
  readonly residualMultiplier?: number;
  /** Logits are divided by it. */
  readonly logitsScaling?: number;
  readonly logitSoftCap?: number;
}

/** How far a layer sees back; null for without end. */
export const windowOf = ({ differences }: LlamaConfig, layer: number): number | null =>
  differences?.windows?.[layer] ?? null;

/** A layer's rotary positions; null for none. */
export function ropeOf({ differences, ropeTheta }: LlamaConfig, layer: number): Rope | null {
  const rope = differences?.ropes?.[layer];
  return rope === undefined ? { theta: ropeTheta } : rope;
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
  const { attentionBias = "", mlpBias, queryKeyNorm, norms = "before" } = config.differences ?? {};
  const shapes: Record<string, readonly number[]> = { "model.embed_tokens.weight": [config.vocabSize, d] };
  for (let layer = 0; layer < config.layers; layer++) {
    const at = `model.layers.${layer}`;
    const projection = (name: string, outputs: number, inputs: number, isBiased = false) => {
      shapes[`${at}.${name}.weight`] = [outputs, inputs];
      if (isBiased) shapes[`${at}.${name}.bias`] = [outputs];
    };
    const normed = (names: readonly (string | null)[]) => {
      for (const name of names) if (name !== null) shapes[`${at}.${name}.weight`] = [d];
    };
    const [before, after] = BLOCK_NORMS[norms].attention;
    normed([before]);
    projection("self_attn.q_proj", config.heads * headDim, d, attentionBias.includes("q"));
    projection("self_attn.k_proj", config.kvHeads * headDim, d, attentionBias.includes("k"));
    projection("self_attn.v_proj", config.kvHeads * headDim, d, attentionBias.includes("v"));
    projection("self_attn.o_proj", d, config.heads * headDim, attentionBias.includes("o"));
    if (queryKeyNorm !== undefined) {
      const width = (heads: number) => (queryKeyNorm === "head" ? headDim : heads * headDim);
      shapes[`${at}.self_attn.q_norm.weight`] = [width(config.heads)];
      shapes[`${at}.self_attn.k_norm.weight`] = [width(config.kvHeads)];
    }
    normed([after, ...BLOCK_NORMS[norms].mlp]);
    projection("mlp.gate_proj", f, d, mlpBias);
    projection("mlp.up_proj", f, d, mlpBias);
    projection("mlp.down_proj", d, f, mlpBias);
  }
  shapes["model.norm.weight"] = [d];
  if (!config.tiedEmbeddings) shapes["lm_head.weight"] = [config.vocabSize, d];
  return shapes;
}

/** How many numbers a model has. */
export const parameterCount = (config: LlamaConfig): number =>
  Object.values(weightShapes(config)).reduce((total, shape) => total + shape.reduce((a, b) => a * b, 1), 0);
