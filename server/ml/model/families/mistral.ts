import { type Family, windowsOf } from "./family.ts";

/** Every layer has a sliding window (Jiang et al. 2023); later ones have none. */
export const mistral: Family = {
  name: "Mistral",
  defaults: { num_key_value_heads: 8, sliding_window: 4096 },
  differences: (fields, { layers }) =>
    windowsOf(new Array<boolean>(layers).fill(true), fields.positiveOrNull("sliding_window")),
};
