import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { embedding } from "../engine/ops/embedding.ts";
import { linear } from "../engine/ops/linear.ts";
import { rmsNorm } from "../engine/ops/rms-norm.ts";
import { silu } from "../engine/ops/silu.ts";
import type { LlamaConfig } from "./llama-config.ts";
import { type RotaryTable, rotaryTable, rotate } from "./rotary.ts";

/** Added to the score of a key that must not be seen. */
export const HIDDEN_KEY = -1e9;

/** `x` `[rows, in]` times a weight `[out, in]`, transposed as `transformers` stores it. */
export const project = (x: tf.Tensor, weight: tf.Tensor | undefined): tf.Tensor2D =>
  linear(x as tf.Tensor2D, weight as tf.Tensor2D);

/** What one block needs to attend: given the projected queries, keys and values, the mixed values `[rows, heads * headDim]`. */
export type Attend = (q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, layer: number) => tf.Tensor;

/** One decoder block on `x` `[rows, dim]`: attention and SwiGLU, each behind an RMSNorm and added to the residual stream. */
export function block(weights: Tensors, config: LlamaConfig, x: tf.Tensor, layer: number, attend: Attend): tf.Tensor {
  const at = `model.layers.${layer}`;
  const weight = (name: string) => weights[`${at}.${name}.weight`]!;
  const normed = rmsNorm(x, weight("input_layernorm"), config.rmsNormEps);
  const mixed = attend(
    project(normed, weight("self_attn.q_proj")),
    project(normed, weight("self_attn.k_proj")),
    project(normed, weight("self_attn.v_proj")),
    layer,
  );
  const attended = x.add(project(mixed, weight("self_attn.o_proj")));
  const inner = rmsNorm(attended, weight("post_attention_layernorm"), config.rmsNormEps);
  const gate = silu(project(inner, weight("mlp.gate_proj")));
  return attended.add(project(gate.mul(project(inner, weight("mlp.up_proj"))), weight("mlp.down_proj")));
}

/** `[batch, 1, 1, T, T]` scores to add: a key is seen from its own column on, padding before `start` by nobody but itself. */
function causalMask(start: tf.Tensor1D, time: number): tf.Tensor {
  const column = tf.range(0, time, 1, "int32");
  const key = column.reshape([1, 1, time]);
  const query = column.reshape([1, time, 1]);
  const seen = key.lessEqual(query).logicalAnd(key.greaterEqual(start.reshape([-1, 1, 1])).logicalOr(key.equal(query)));
  return tf.sub(1, seen.cast("float32")).mul(HIDDEN_KEY).expandDims(1).expandDims(1);
}

/** Splits `[batch * time, heads * headDim]` into `[batch, kvHeads, group, time, headDim]` (group 1 for keys and values). */
function splitHeads(x: tf.Tensor2D, batch: number, time: number, kvHeads: number, headDim: number): tf.Tensor {
  const group = x.shape[1] / (kvHeads * headDim);
  return x.reshape([batch, time, kvHeads, group, headDim]).transpose([0, 2, 3, 1, 4]);
}

/** Called with each layer's rotated keys and values, `[batch * kvHeads, T, headDim]`: what a decoder caches. */
export type KeepKeys = (layer: number, key: tf.Tensor, value: tf.Tensor) => void;

function attendCausally(
  config: LlamaConfig,
  rotary: RotaryTable,
  mask: tf.Tensor,
  [batch, time]: readonly [number, number],
  keep: KeepKeys,
): Attend {
  const { kvHeads, heads, headDim } = config;
  const group = heads / kvHeads;
  return (q, k, v, layer) => {
    const query = rotate(splitHeads(q, batch, time, kvHeads, headDim), rotary.cos, rotary.sin, rotary.turn)
      .mul(1 / Math.sqrt(headDim))
      .reshape([batch * kvHeads, group * time, headDim]);
    const key = rotate(splitHeads(k, batch, time, kvHeads, headDim), rotary.cos, rotary.sin, rotary.turn).reshape([
      batch * kvHeads,
      time,
      headDim,
    ]);
    const value = splitHeads(v, batch, time, kvHeads, headDim).reshape([batch * kvHeads, time, headDim]);
    keep(layer, key, value);
    const scores = tf.matMul(query, key, false, true).reshape([batch, kvHeads, group, time, time]).add(mask);
    const mixed = tf.matMul(tf.softmax(scores).reshape([batch * kvHeads, group * time, time]), value);
    return mixed
      .reshape([batch, kvHeads, group, time, headDim])
      .transpose([0, 3, 1, 2, 4])
      .reshape([batch * time, heads * headDim]);
  };
}

export interface Hidden {
  /** After the final norm, `[batch, T, dim]`. */
  readonly last: tf.Tensor3D;
  /** The residual stream: embeddings first, then after each block; each `[batch, T, dim]`. */
  readonly stream: readonly tf.Tensor3D[];
}

/**
 * The decoder over whole sequences.
 * @param ids `[batch, T]` int32, left-padded
 * @param start `[batch]` int32, the column of each row's first token
 */
export function forward(
  weights: Tensors,
  config: LlamaConfig,
  ids: tf.Tensor2D,
  start: tf.Tensor1D,
  keep: KeepKeys = () => {},
): Hidden {
  const [batch, time] = ids.shape;
  const unflatten = (x: tf.Tensor) => x.reshape([batch, time, config.hiddenSize]) as tf.Tensor3D;
  const attend = attendCausally(config, rotaryTable(config, time), causalMask(start, time), ids.shape, keep);
  let x: tf.Tensor = embedding(weights["model.embed_tokens.weight"] as tf.Tensor2D, ids.flatten());
  const stream = [unflatten(x)];
  for (let layer = 0; layer < config.layers; layer++) {
    x = block(weights, config, x, layer, attend);
    stream.push(unflatten(x));
  }
  return { last: unflatten(rmsNorm(x, weights["model.norm.weight"]!, config.rmsNormEps)), stream };
}

/** Logits `[rows, vocab]` of hidden states `[rows, dim]`. */
export const logitsOf = (weights: Tensors, hidden: tf.Tensor): tf.Tensor2D =>
  project(hidden, weights["lm_head.weight"] ?? weights["model.embed_tokens.weight"]);
