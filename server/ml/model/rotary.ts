import * as tf from "@tensorflow/tfjs";
import type { LlamaConfig } from "./llama-config.ts";

/**
 * Rotary positions (Su et al. 2021) in Llama's half-split layout: a head's first half is paired with its second.
 * Scores depend on the distance of two positions alone, so the column of a left-padded batch serves as position.
 */
export interface RotaryTable {
  /** `[positions, headDim]` */
  readonly cos: tf.Tensor2D;
  readonly sin: tf.Tensor2D;
  /** `[headDim, headDim]`: x -> (-second half, first half), as a product because its gradient is one product too. */
  readonly turn: tf.Tensor2D;
}

export function rotaryTable(config: LlamaConfig, positions: number): RotaryTable {
  const { headDim, ropeTheta } = config;
  const half = headDim / 2;
  const cos = new Float32Array(positions * headDim);
  const sin = new Float32Array(positions * headDim);
  const turn = new Float32Array(headDim * headDim);
  for (let i = 0; i < half; i++) {
    const frequency = ropeTheta ** (-i / half);
    for (let t = 0; t < positions; t++)
      for (const at of [t * headDim + i, t * headDim + i + half]) {
        cos[at] = Math.cos(t * frequency);
        sin[at] = Math.sin(t * frequency);
      }
    turn[(i + half) * headDim + i] = -1;
    turn[i * headDim + i + half] = 1;
  }
  return {
    cos: tf.tensor2d(cos, [positions, headDim]),
    sin: tf.tensor2d(sin, [positions, headDim]),
    turn: tf.tensor2d(turn, [headDim, headDim]),
  };
}

/** Rotates `x` `[rows, headDim]`, its cosines and sines already of a shape that broadcasts against `[..., headDim]` of `shape`. */
export function rotate(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, turn: tf.Tensor2D): tf.Tensor {
  const headDim = turn.shape[0];
  const turned = tf.matMul(x.reshape([-1, headDim]) as tf.Tensor2D, turn).reshape(x.shape);
  return x.mul(cos).add(turned.mul(sin));
}
