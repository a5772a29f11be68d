import type { ConfigFields } from "../config/config-fields.ts";
import type { Differences, LlamaConfig } from "../llama-config.ts";
import { type Family, flaggedBiases, slidingLayers, windowsOf } from "./family.ts";

/** What all Gemmas have: embeddings times the root of their width, norms by weight plus one, on both sides. */
export function gemmaNorms(fields: ConfigFields, { hiddenSize }: Readonly<LlamaConfig>): Differences {
  return {
    ...flaggedBiases(fields),
    norms: "around",
    normPlusOne: true,
    embeddingMultiplier: Math.sqrt(hiddenSize),
    attentionMultiplier: 1 / Math.sqrt(fields.positive("query_pre_attn_scalar")),
  };
}

/** A cap of logits under its name in `config.json`; none where that says null. */
export function softCap(fields: ConfigFields, name: string, as: "attentionSoftCap" | "logitSoftCap"): Differences {
  const cap = fields.positiveOrNull(name);
  return cap === null ? {} : { [as]: cap };
}

export const GEMMA_DEFAULTS = {
  num_key_value_heads: 4,
  head_dim: 256,
  hidden_activation: "gelu_pytorch_tanh",
  tie_word_embeddings: true,
  query_pre_attn_scalar: 256,
  sliding_window: 4096,
};

/** Scores and logits are capped, and every other layer slides, the first one too (Gemma Team 2024). */
export const gemma2: Family = {
  name: "Gemma 2",
  defaults: { ...GEMMA_DEFAULTS, attn_logit_softcapping: 50, final_logit_softcapping: 30 },
  differences: (fields, shape) => ({
    ...gemmaNorms(fields, shape),
    ...softCap(fields, "attn_logit_softcapping", "attentionSoftCap"),
    ...softCap(fields, "final_logit_softcapping", "logitSoftCap"),
    ...windowsOf(
      slidingLayers(fields, shape, (layer) => layer % 2 === 0),
      fields.positiveOrNull("sliding_window"),
    ),
  }),
};
