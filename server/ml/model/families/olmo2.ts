import { type Family, flaggedBiases } from "./family.ts";

/** Norms stand after attention and perceptron, and all heads' queries and keys are normed as one vector (OLMo Team 2024). */
export const olmo2: Family = {
  name: "OLMo 2",
  defaults: { rms_norm_eps: 1e-5 },
  differences: (fields) => ({ ...flaggedBiases(fields), norms: "after", queryKeyNorm: "width" }),
};
