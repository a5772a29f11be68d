import type { ConfigFields } from "../config/config-fields.ts";
import type { Differences, LlamaConfig } from "../llama-config.ts";

/** Models that share Llama's decoder but for some differences, known by their `model_type`. A family is one file. */
export interface Family {
  /** As people call it. */
  readonly name: string;
  /** Which fields a `config.json` may leave out, as the family's class in transformers fills them in. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** @param shape what every family has, read already */
  differences(fields: ConfigFields, shape: Readonly<LlamaConfig>): Differences;
}

/** Biases as `attention_bias` and `mlp_bias` say. */
export const flaggedBiases = (fields: ConfigFields): Differences => ({
  ...(fields.flag("attention_bias") && { attentionBias: "qkvo" }),
  ...(fields.flag("mlp_bias") && { mlpBias: true }),
});

/** Which layers slide: those that `layer_types` calls so, or by the family's own pattern where the file has no such list. */
export function slidingLayers(
  fields: ConfigFields,
  { layers }: Readonly<LlamaConfig>,
  slides: (layer: number) => boolean,
): readonly boolean[] {
  const types = layerTypes(fields, layers);
  return Array.from({ length: layers }, (_, layer) =>
    types === null ? slides(layer) : types[layer] === "sliding_attention",
  );
}

/** @param window of the layers that slide, in tokens; null where none does after all */
export const windowsOf = (slides: readonly boolean[], window: number | null): Differences =>
  window === null || !slides.includes(true) ? {} : { windows: slides.map((one) => (one ? window : null)) };

const LAYER_TYPES: readonly unknown[] = ["full_attention", "sliding_attention"];

function layerTypes(fields: ConfigFields, layers: number): readonly unknown[] | null {
  const types = fields.list("layer_types");
  if (types === null) return null;
  const unknown = types.find((type) => !LAYER_TYPES.includes(type));
  if (unknown !== undefined)
    throw new Error(
      `config.json: "layer_types" has ${JSON.stringify(unknown)}; only ${LAYER_TYPES.join(" and ")} can be computed`,
    );
  if (types.length < layers)
    throw new Error(`config.json: "layer_types" has ${types.length} entries, "num_hidden_layers" says ${layers}`);
  return types;
}
