import type { ConfigFields } from "../config/config-fields.ts";
import type { Differences, LlamaConfig } from "../llama-config.ts";
import { type Family, slidingLayers, windowsOf } from "./family.ts";

/** Qwen's windows: where the file asks for them, in the layers from `max_window_layers` on. */
export function qwenWindows(fields: ConfigFields, shape: Readonly<LlamaConfig>): Differences {
  const window = fields.flag("use_sliding_window") ? fields.positiveOrNull("sliding_window") : null;
  const first = Number(fields.value("max_window_layers"));
  return windowsOf(
    slidingLayers(fields, shape, (layer) => layer >= first),
    window,
  );
}

export const QWEN_DEFAULTS = { num_key_value_heads: 32, sliding_window: 4096, max_window_layers: 28 };

/** Queries, keys and values have a bias (Qwen2 and Qwen2.5; Yang et al. 2024). */
export const qwen2: Family = {
  name: "Qwen2 and Qwen2.5",
  defaults: QWEN_DEFAULTS,
  differences: (fields, shape) => ({ attentionBias: "qkv", ...qwenWindows(fields, shape) }),
};
