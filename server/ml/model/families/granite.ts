import { type Family, flaggedBiases } from "./family.ts";

/** Embeddings, scores, what blocks add and logits have a multiplier each (IBM Granite Team 2024). */
export const granite: Family = {
  name: "Granite",
  defaults: { embedding_multiplier: 1, logits_scaling: 1, residual_multiplier: 1, attention_multiplier: 1 },
  differences: (fields) => ({
    ...flaggedBiases(fields),
    embeddingMultiplier: fields.positive("embedding_multiplier"),
    attentionMultiplier: fields.positive("attention_multiplier"),
    residualMultiplier: fields.positive("residual_multiplier"),
    logitsScaling: fields.positive("logits_scaling"),
  }),
};
