import * as tf from "@tensorflow/tfjs";
import type { LlamaConfig } from "./llama-config.ts";

/**
 * Angles of the rotary positions. Scores depend on the distance of two positions alone, so the column of a left-padded
 * batch serves as position.
 */
export interface RotaryTable {
  /** `[positions, headDim / 2]` */
  readonly cos: tf.Tensor2D;
  readonly sin: tf.Tensor2D;
}

/** @param scale a factor of what is rotated: with 1 / sqrt(headDim) for queries, scores need no pass of their own */
export function rotaryTable(config: LlamaConfig, positions: number, scale = 1): RotaryTable {
  const { headDim, ropeTheta } = config;
  const half = headDim / 2;
  const angles = Float64Array.from(
    { length: positions * half },
    (_, i) => Math.floor(i / half) * ropeTheta ** (-(i % half) / half),
  );
  const table = (of: (angle: number) => number) =>
    tf.tensor2d(
      Float32Array.from(angles, (angle) => scale * of(angle)),
      [positions, half],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
