import type { GgufFields } from "./gguf-fields.ts";

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

const LLAMA: GgufArchitecture = {
  modelType: "llama",
  className: "LlamaForCausalLM",
  outer: OUTER,
  layer: {
    ...{ ...NORMS, ...ATTENTION, ...FEED_FORWARD },
    "attn_q.weight": { ...ATTENTION["attn_q.weight"]!, change: "pairs of queries" },
    "attn_k.weight": { ...ATTENTION["attn_k.weight"]!, change: "pairs of keys" },
  },
  config: () => ({ hidden_act: "silu", attention_bias: false, mlp_bias: false }),
};

/** By the name that a file has in `general.architecture`. */
export const GGUF_ARCHITECTURES: Readonly<Record<string, GgufArchitecture>> = {
  llama: LLAMA,
};
