import { type LlamaConfig, weightShapes } from "./llama-config.ts";
import type { NamedTensor, NamedTensors } from "./safetensors.ts";

/** A standard normal number from two uniform ones (Box-Muller). */
export function gaussian(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * Weights before training: embeddings normal with std 0.02, projections with 0.5/sqrt(inputs) (a fixed 0.02 is too small
 * at width 128), those that write into the residual stream divided by sqrt(2 layers) as in GPT-2, norms at one.
 */
export function initialWeights(config: LlamaConfig, random: () => number): NamedTensors {
  const weights: Record<string, NamedTensor> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    const residual = name.endsWith("o_proj.weight") || name.endsWith("down_proj.weight");
    const projection = 0.5 / Math.sqrt(shape[1] ?? 1);
    const std = name.includes("embed_tokens")
      ? 0.02
      : residual
        ? projection / Math.sqrt(2 * config.layers)
        : projection;
    if (shape.length === 1) values.fill(1);
    else for (let i = 0; i < values.length; i++) values[i] = std * gaussian(random);
    weights[name] = { shape, values };
  }
  return weights;
}
