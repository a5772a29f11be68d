import type { ConfigFields } from "../config/config-fields.ts";
import { type Family, flaggedBiases, slidingLayers, windowsOf } from "./family.ts";

/** Every fourth layer has no rotary positions ("RoPE to NoRoPE", Yang et al. 2025). */
export const smollm3: Family = {
  name: "SmolLM3",
  defaults: { num_key_value_heads: 4, rope_theta: 2_000_000, tie_word_embeddings: true, no_rope_layer_interval: 4 },
  differences(fields, shape) {
    const turns = turnsIn(fields, shape.layers);
    const window = fields.flag("use_sliding_window") ? fields.positiveOrNull("sliding_window") : null;
    const ropes = Array.from({ length: shape.layers }, (_, layer) =>
      turns(layer) ? (shape.differences?.ropes?.[layer] ?? { theta: shape.ropeTheta }) : null,
    );
    const slides = slidingLayers(fields, shape, (layer) => !turns(layer));
    return { ...flaggedBiases(fields), ropes, ...windowsOf(slides, window) };
  },
};

/** `no_rope_layers` has a 1 for each layer that does have rotary positions. */
function turnsIn(fields: ConfigFields, layers: number): (layer: number) => boolean {
  const list = fields.list("no_rope_layers");
  const interval = fields.count("no_rope_layer_interval");
  if (list !== null && list.length < layers)
    throw new Error(`config.json: "no_rope_layers" has ${list.length} entries, "num_hidden_layers" says ${layers}`);
  return (layer) => (list === null ? (layer + 1) % interval !== 0 : Boolean(list[layer]));
}
