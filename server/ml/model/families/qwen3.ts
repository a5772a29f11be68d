import { type Family, flaggedBiases } from "./family.ts";
import { QWEN_DEFAULTS, qwenWindows } from "./qwen2.ts";

/** Each head's queries and keys are normed, and heads have a width of their own (Yang et al. 2025). */
export const qwen3: Family = {
  name: "Qwen3",
  defaults: { ...QWEN_DEFAULTS, head_dim: 128 },
  differences: (fields, shape) => ({
    ...flaggedBiases(fields),
    queryKeyNorm: "head",
    ...qwenWindows(fields, shape),
  }),
};
