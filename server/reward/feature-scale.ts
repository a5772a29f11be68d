import { SCALAR_FEATURES } from "./reward-features.ts";

/** Brings features to mean 0 and std 1 on reference samples, divided by sqrt(width) so that one L2 suits any width. */
export interface FeatureScale {
  readonly mean: Float32Array;
  readonly scale: Float32Array;
}

/** A single scalar (length, say) must be able to carry a whole taste: it counts as much as this many vector entries. */
const SCALAR_WEIGHT = 8;

export function fitFeatureScale(samples: readonly Float32Array[]): FeatureScale {
  const width = samples[0]!.length;
  const mean = new Float32Array(width);
  const scale = new Float32Array(width);
  for (let i = 0; i < width; i++) {
    let sum = 0;
    for (const sample of samples) sum += sample[i]!;
    mean[i] = sum / samples.length;
    let squares = 0;
    for (const sample of samples) squares += (sample[i]! - mean[i]!) ** 2;
    const std = Math.sqrt(squares / samples.length) + 1e-4;
    const boost = i >= width - SCALAR_FEATURES ? Math.sqrt(SCALAR_WEIGHT) : 1;
    scale[i] = boost / (std * Math.sqrt(width));
  }
  return { mean, scale };
}

export const applyFeatureScale = ({ mean, scale }: FeatureScale, features: Float32Array): Float32Array =>
  features.map((value, i) => (value - mean[i]!) * scale[i]!);
