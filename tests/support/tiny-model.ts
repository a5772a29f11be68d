import { gaussian } from "../../server/ml/model/initial-weights.ts";
import { type LlamaConfig, weightShapes } from "../../server/ml/model/llama-config.ts";
import type { NamedTensor, NamedTensors } from "../../server/ml/model/safetensors.ts";
import type { SequenceShape } from "../../server/ml/training/reference-model.ts";
import { seeded } from "../../shared/random/seeded.ts";

/** Small enough that a test of training takes a second, with every feature of the architecture. */
export const TINY: LlamaConfig = {
  vocabSize: 64,
  hiddenSize: 32,
  intermediateSize: 48,
  layers: 2,
  heads: 4,
  kvHeads: 2,
  headDim: 8,
  ropeTheta: 10_000,
  rmsNormEps: 1e-5,
  context: 32,
  tiedEmbeddings: true,
};

export const TINY_SHAPE: SequenceShape = { rows: 8, promptWindow: 6, windows: [4, 12], padId: 0, eosId: 3 };

/** Weights so large that every part of the model matters to its answers, norms included. */
export function tinyWeights(seed: number, config: LlamaConfig = TINY): NamedTensors {
  const random = seeded(seed);
  const weights: Record<string, NamedTensor> = {};
  for (const [name, shape] of Object.entries(weightShapes(config))) {
    const std = name.includes("embed_tokens") || name.includes("lm_head") ? 0.5 : 1.2 / Math.sqrt(shape[1] ?? 1);
    const size = shape.reduce((a, b) => a * b, 1);
    const draw = () => (shape.length === 1 ? 0.6 + 0.8 * random() : std * gaussian(random));
    weights[name] = { shape, values: Float32Array.from({ length: size }, draw) };
  }
  return weights;
}

/** Token ids above the special ones. */
export const tinyTokens = (count: number, random: () => number): number[] =>
  Array.from({ length: count }, () => 4 + Math.floor(random() * (TINY.vocabSize - 4)));
