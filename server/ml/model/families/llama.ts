import { type Family, flaggedBiases } from "./family.ts";

/** Llama 2 and 3, SmolLM and SmolLM2, and many more under its name (Touvron et al. 2023). */
export const llama: Family = {
  name: "Llama",
  defaults: { rms_norm_eps: 1e-6 },
  differences: flaggedBiases,
};
