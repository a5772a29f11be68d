import type { Rope, RopeScaling } from "../rope.ts";
import type { ConfigFields } from "./config-fields.ts";

/** What a `config.json` says of rotary positions, in either of its places. */
type Parameters = Readonly<Record<string, unknown>>;

const recordOf = (value: unknown): Parameters =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Parameters) : {};

/**
 * The rotary positions of a `config.json`: `rope_theta` with `rope_scaling`, or both in `rope_parameters`, as newer folders have it. An empty
 * record says nothing.
 * @param context the model's, in tokens
 * @throws Error that names the field
 */
export function readRope(fields: ConfigFields, context: number): Rope {
  const older = recordOf(fields.value("rope_scaling"));
  const place = Object.keys(older).length > 0 ? "rope_scaling" : "rope_parameters";
  const parameters = recordOf(fields.value(place));
  return ropeFrom(fields, place, parameters, "rope_theta", context);
}

/**
 * The rotary positions of layers that see everything, and of those that slide, where a family has two (Gemma 3). An older `rope_scaling` is
 * of the first kind alone.
 */
export function readTwoRopes(fields: ConfigFields, context: number): { readonly full: Rope; readonly sliding: Rope } {
  const nested = recordOf(fields.value("rope_parameters"));
  const full = { ...recordOf(nested.full_attention), ...recordOf(fields.value("rope_scaling")) };
  const sliding = recordOf(nested.sliding_attention);
  return {
    full: ropeFrom(fields, "rope_parameters.full_attention", full, "rope_theta", context),
    sliding: ropeFrom(fields, "rope_parameters.sliding_attention", sliding, "rope_local_base_freq", context),
  };
}

function ropeFrom(fields: ConfigFields, place: string, parameters: Parameters, base: string, context: number): Rope {
  const positive = (name: string, found: unknown, where = `${place}.${name}`): number => {
    if (typeof found === "number" && Number.isFinite(found) && found > 0) return found;
    throw new Error(`config.json: "${where}" must be a number above 0, got ${JSON.stringify(found)}`);
  };
  const partial = parameters.partial_rotary_factor ?? fields.value("partial_rotary_factor") ?? 1;
  if (partial !== 1)
    throw new Error(
      `config.json: "partial_rotary_factor" is ${JSON.stringify(partial)}; only whole heads can be turned`,
    );
  const theta = positive("rope_theta", parameters.rope_theta ?? fields.value(base) ?? 10_000, base);
  const scaling = scalingFrom(
    place,
    parameters,
    (name, fallback) => positive(name, parameters[name] ?? fallback),
    () =>
      fields.count("original_max_position_embeddings", Number(parameters.original_max_position_embeddings ?? context)),
  );
  return scaling === null ? { theta } : { theta, scaling };
}

function scalingFrom(
  place: string,
  parameters: Parameters,
  positive: (name: string, fallback?: number) => number,
  originalContext: () => number,
): RopeScaling | null {
  const type = parameters.rope_type ?? parameters.type ?? (parameters.factor === undefined ? "default" : undefined);
  switch (type) {
    case "default":
      return null;
    case "linear":
      return { type: "linear", factor: positive("factor") };
    case "dynamic":
      positive("factor");
      return { type: "dynamic" };
    case "llama3":
      return {
        type: "llama3",
        factor: positive("factor"),
        lowFreqFactor: positive("low_freq_factor"),
        highFreqFactor: positive("high_freq_factor"),
        originalContext: originalContext(),
      };
    default:
      throw new Error(
        `config.json: "${place}" is of type ${JSON.stringify(type)}; rotary positions can be default, linear, dynamic or llama3`,
      );
  }
}
