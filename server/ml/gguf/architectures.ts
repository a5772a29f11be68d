import type { GgufFields } from "./gguf-fields.ts";
import { shortest } from "./rotations.ts";

/** The sizes that tensors of a decoder have. */
export interface GgufSizes {
  readonly vocabulary: number;
  readonly hidden: number;
  readonly feedForward: number;
  readonly layers: number;
  readonly heads: number;
  readonly kvHeads: number;
  /** Of one head. */
  readonly head: number;
  /** Of all heads that ask, and of all that answer. */
  readonly queries: number;
  readonly keys: number;
}
type SizeName = keyof GgufSizes;

/** What llama.cpp changed in a tensor, so that it's changed back: rows of rotary matrices in pairs, or norms around 1 in the place of 0. */
export type GgufChange = "pairs of queries" | "pairs of keys" | "norm around 1";

/** A tensor of a file and what it is in the layout of transformers. */
export interface GgufTensorRule {
  /** Below `model.layers.N.` for tensors of a layer. */
  readonly as: string;
  readonly shape: readonly SizeName[];
  readonly change?: GgufChange;
  /** A file may lack it. */
  readonly optional?: true;
}
type Rules = Readonly<Record<string, GgufTensorRule>>;

/** How an architecture of llama.cpp is a model of transformers. */
export interface GgufArchitecture {
  readonly modelType: string;
  readonly className: string;
  /** Before and after the layers. */
  readonly outer: Rules;
  /** Below `blk.N.`. */
  readonly layer: Rules;
  /** What its config.json has beside what all have. */
  config(fields: GgufFields, key: (name: string) => string, sizes: GgufSizes): Readonly<Record<string, unknown>>;
}

const OUTER: Rules = {
  "token_embd.weight": { as: "model.embed_tokens.weight", shape: ["vocabulary", "hidden"] },
  "output_norm.weight": { as: "model.norm.weight", shape: ["hidden"] },
  "output.weight": { as: "lm_head.weight", shape: ["vocabulary", "hidden"], optional: true },
};

const ATTENTION: Rules = {
  "attn_q.weight": { as: "self_attn.q_proj.weight", shape: ["queries", "hidden"] },
  "attn_k.weight": { as: "self_attn.k_proj.weight", shape: ["keys", "hidden"] },
  "attn_v.weight": { as: "self_attn.v_proj.weight", shape: ["keys", "hidden"] },
  "attn_output.weight": { as: "self_attn.o_proj.weight", shape: ["hidden", "queries"] },
};

const FEED_FORWARD: Rules = {
  "ffn_gate.weight": { as: "mlp.gate_proj.weight", shape: ["feedForward", "hidden"] },
  "ffn_up.weight": { as: "mlp.up_proj.weight", shape: ["feedForward", "hidden"] },
  "ffn_down.weight": { as: "mlp.down_proj.weight", shape: ["hidden", "feedForward"] },
};

const NORMS: Rules = {
  "attn_norm.weight": { as: "input_layernorm.weight", shape: ["hidden"] },
  "ffn_norm.weight": { as: "post_attention_layernorm.weight", shape: ["hidden"] },
};

const HEAD_NORMS: Rules = {
  "attn_q_norm.weight": { as: "self_attn.q_norm.weight", shape: ["head"] },
  "attn_k_norm.weight": { as: "self_attn.k_norm.weight", shape: ["head"] },
};

const SILU = { hidden_act: "silu" };

const LLAMA: GgufArchitecture = {
  modelType: "llama",
  className: "LlamaForCausalLM",
  outer: OUTER,
  layer: {
    ...{ ...NORMS, ...ATTENTION, ...FEED_FORWARD },
    "attn_q.weight": { ...ATTENTION["attn_q.weight"]!, change: "pairs of queries" },
    "attn_k.weight": { ...ATTENTION["attn_k.weight"]!, change: "pairs of keys" },
  },
  config: () => ({ ...SILU, attention_bias: false, mlp_bias: false }),
};

/** llama.cpp knows no other interval, and files have no field for it. */
const SMOLLM3: GgufArchitecture = {
  ...LLAMA,
  modelType: "smollm3",
  className: "SmolLM3ForCausalLM",
  config: (...given) => ({ ...LLAMA.config(...given), no_rope_layer_interval: 4, use_sliding_window: false }),
};

const GRANITE: GgufArchitecture = {
  ...LLAMA,
  modelType: "granite",
  className: "GraniteForCausalLM",
  config: (fields, key, sizes) => ({
    ...LLAMA.config(fields, key, sizes),
    embedding_multiplier: shortest(fields.number(key("embedding_scale"))),
    attention_multiplier: shortest(fields.number(key("attention.scale"))),
    residual_multiplier: shortest(fields.number(key("residual_scale"))),
    logits_scaling: shortest(fields.number(key("logit_scale"))),
  }),
};

const OLMO2: GgufArchitecture = {
  modelType: "olmo2",
  className: "Olmo2ForCausalLM",
  outer: OUTER,
  layer: {
    ...{ ...ATTENTION, ...FEED_FORWARD },
    "attn_q_norm.weight": { as: "self_attn.q_norm.weight", shape: ["queries"] },
    "attn_k_norm.weight": { as: "self_attn.k_norm.weight", shape: ["keys"] },
    "post_attention_norm.weight": { as: "post_attention_layernorm.weight", shape: ["hidden"] },
    "post_ffw_norm.weight": { as: "post_feedforward_layernorm.weight", shape: ["hidden"] },
  },
  config: () => ({ ...SILU, attention_bias: false }),
};

const QWEN2: GgufArchitecture = {
  modelType: "qwen2",
  className: "Qwen2ForCausalLM",
  outer: OUTER,
  layer: {
    ...{ ...NORMS, ...ATTENTION, ...FEED_FORWARD },
    "attn_q.bias": { as: "self_attn.q_proj.bias", shape: ["queries"] },
    "attn_k.bias": { as: "self_attn.k_proj.bias", shape: ["keys"] },
    "attn_v.bias": { as: "self_attn.v_proj.bias", shape: ["keys"] },
  },
  config: () => ({ ...SILU, use_sliding_window: false }),
};

const QWEN3: GgufArchitecture = {
  modelType: "qwen3",
  className: "Qwen3ForCausalLM",
  outer: OUTER,
  layer: { ...NORMS, ...ATTENTION, ...FEED_FORWARD, ...HEAD_NORMS },
  config: () => ({ ...SILU, attention_bias: false, use_sliding_window: false }),
};

/** Gemma's norms multiply by one plus a weight; files hold the sum. */
const aroundOne = (rules: Rules): Rules =>
  Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [
      name,
      name.endsWith("norm.weight") ? { ...rule, change: "norm around 1" as const } : rule,
    ]),
  );

const GEMMA_LAYER: Rules = {
  ...{ ...ATTENTION, ...FEED_FORWARD },
  "attn_norm.weight": { as: "input_layernorm.weight", shape: ["hidden"] },
  "post_attention_norm.weight": { as: "post_attention_layernorm.weight", shape: ["hidden"] },
  "ffn_norm.weight": { as: "pre_feedforward_layernorm.weight", shape: ["hidden"] },
  "post_ffw_norm.weight": { as: "post_feedforward_layernorm.weight", shape: ["hidden"] },
};

type GemmaRules = Pick<GgufArchitecture, "modelType" | "className" | "layer" | "config">;

const gemma = ({ config, layer, ...names }: GemmaRules): GgufArchitecture => ({
  ...names,
  outer: aroundOne(OUTER),
  layer: aroundOne(layer),
  config: (fields, key, sizes) => ({
    hidden_activation: "gelu_pytorch_tanh",
    query_pre_attn_scalar: sizes.head, // of all but the largest, which are too large here
    sliding_window: fields.count(key("attention.sliding_window")),
    ...config(fields, key, sizes),
  }),
});

const GEMMA2 = gemma({
  modelType: "gemma2",
  className: "Gemma2ForCausalLM",
  layer: GEMMA_LAYER,
  config: (fields, key) => ({
    attn_logit_softcapping: fields.number(key("attn_logit_softcapping"), 50),
    final_logit_softcapping: fields.number(key("final_logit_softcapping"), 30),
  }),
});

const GEMMA3 = gemma({
  modelType: "gemma3_text",
  className: "Gemma3ForCausalLM",
  layer: { ...GEMMA_LAYER, ...HEAD_NORMS },
  config: (fields, key) => ({
    rope_local_base_freq: fields.number(key("rope.freq_base_swa"), 10_000),
    sliding_window_pattern: 6,
    ...(fields.has(key("final_logit_softcapping"))
      ? { final_logit_softcapping: fields.number(key("final_logit_softcapping")) }
      : {}),
  }),
});

/** By the name that a file has in `general.architecture`. */
export const GGUF_ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  ...{ llama: LLAMA, smollm3: SMOLLM3, granite: GRANITE, olmo2: OLMO2 },
  ...{ qwen2: QWEN2, qwen3: QWEN3, gemma2: GEMMA2, gemma3: GEMMA3 },
};
