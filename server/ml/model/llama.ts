import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { embedding, linear, rmsNorm, rotaryEmbedding, silu } from "../engine/ops.ts";
import type { LlamaConfig } from "./llama-config.ts";
import { isFrozen, layerOf, projectFrozen } from "./low-rank-adapter.ts";

/** Added to the score of a key that must not be seen. */
export const HIDDEN_KEY = -1e9;

/**
 * `x` `[rows, in]` times a matrix of the model: the one that training moves, `NAME.weight` `[out, in]`, or a frozen one with what an
 * adapter adds to it (see `low-rank-adapter.ts`).
 */
export function project(weights: Tensors, name: string, x: tf.Tensor): tf.Tensor2D {
  const trained = weights[`${name}.weight`];
  return trained === undefined ? projectFrozen(weights, name, x) : linear(x as tf.Tensor2D, trained as tf.Tensor2D);
}

/** What one block needs to attend: given the projected queries, keys and values, the mixed values `[rows, heads * headDim]`. */
export type Attend = (q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, layer: number) => tf.Tensor;

/**
 * One decoder block on `x` `[rows, dim]`: attention and SwiGLU, each behind an RMSNorm and added to the residual stream.
 * @param kept the rows that are wanted of it: the others only give keys and values
 */
export function block(
  weights: Tensors,
  config: LlamaConfig,
  x: tf.Tensor,
  layer: number,
  attend: Attend,
  kept: (rows: tf.Tensor) => tf.Tensor = (rows) => rows,
): tf.Tensor {
  const at = `model.layers.${layer}`;
  const weight = (name: string) => weights[`${at}.${name}.weight`]!;
  const times = (rows: tf.Tensor, name: string) => project(weights, `${at}.${name}`, rows);
  const normed = rmsNorm(x, weight("input_layernorm"), config.rmsNormEps);
  const mixed = attend(
    times(kept(normed), "self_attn.q_proj"),
    times(normed, "self_attn.k_proj"),
    times(normed, "self_attn.v_proj"),
    layer,
  );
  const attended = kept(x).add(times(mixed, "self_attn.o_proj"));
  const inner = rmsNorm(attended, weight("post_attention_layernorm"), config.rmsNormEps);
  const gate = silu(times(inner, "mlp.gate_proj"));
  return attended.add(times(gate.mul(times(inner, "mlp.up_proj")), "mlp.down_proj"));
}

/** Scores to add, `[batch, 1, 1, T - from, T]`: a column sees itself, and earlier ones that are no padding. */
function causalMask(start: tf.Tensor1D, time: number, from: number): tf.Tensor {
  const key = tf.range(0, time, 1, "int32").reshape([1, 1, time]);
  const query = tf.range(from, time, 1, "int32").reshape([1, time - from, 1]);
  const seen = key.lessEqual(query).logicalAnd(key.greaterEqual(start.reshape([-1, 1, 1])).logicalOr(key.equal(query)));
  return tf.sub(1, seen.cast("float32")).mul(HIDDEN_KEY).expandDims(1).expandDims(1);
}

/** The columns from `from` on of `x` `[batch * T, width]`: `[batch * (T - from), width]`. */
function columnsFrom(x: tf.Tensor, batch: number, from: number): tf.Tensor {
  if (from === 0) return x;
  const width = x.shape[1]!;
  const time = x.shape[0]! / batch;
  return x
    .reshape([batch, time, width])
    .slice([0, from, 0], [batch, time - from, width])
    .reshape([batch * (time - from), width]);
}

/** Splits `[batch * time, heads * headDim]` into `[batch, heads, time, headDim]`. */
function splitHeads(x: tf.Tensor2D, batch: number, headDim: number): tf.Tensor4D {
  const [rows, width] = x.shape;
  return x.reshape([batch, rows / batch, width / headDim, headDim]).transpose([0, 2, 1, 3]) as tf.Tensor4D;
}

/** Called with each layer's rotated keys and values, `[batch * kvHeads, T, headDim]`: what a decoder caches. */
export type KeepKeys = (layer: number, key: tf.Tensor, value: tf.Tensor) => void;

interface Columns {
  readonly batch: number;
  readonly time: number;
  /** The first column with a query. */
  readonly from: number;
}

function attendCausally(
  config: LlamaConfig,
  start: tf.Tensor1D,
  { batch, time, from }: Columns,
  keep: KeepKeys,
): Attend {
  const { kvHeads, heads, headDim } = config;
  const group = heads / kvHeads;
  const queries = time - from;
  const mask = causalMask(start, time, from);
  const ofKeys = rotaryTable(config, time);
  const ofQueries = rotaryTable(config, time, 1 / Math.sqrt(headDim));
  const turned = (x: tf.Tensor2D, { cos, sin }: RotaryTable, first: number) =>
    rotaryEmbedding(splitHeads(x, batch, headDim), cos, sin, tf.scalar(first, "int32"));
  return (q, k, v, layer) => {
    const query = turned(q, ofQueries, from).reshape([batch * kvHeads, group * queries, headDim]);
    const key = turned(k, ofKeys, 0).reshape([batch * kvHeads, time, headDim]);
    const value = splitHeads(v, batch, headDim).reshape([batch * kvHeads, time, headDim]);
    keep(layer, key, value);
    const scores = tf.matMul(query, key, false, true).reshape([batch, kvHeads, group, queries, time]).add(mask);
    const mixed = tf.matMul(tf.softmax(scores).reshape([batch * kvHeads, group * queries, time]), value);
    return mixed
      .reshape([batch, heads, queries, headDim])
      .transpose([0, 2, 1, 3])
      .reshape([batch * queries, heads * headDim]);
  };
}

/** Hidden states of whole sequences. */
export interface Hidden {
  /** After the final norm, `[batch, T - from, dim]`. */
  readonly last: tf.Tensor3D;
  /**
   * The residual stream: embeddings first, then after each block; each `[batch, T, dim]`, the last `[batch, T - from, dim]`. What lies below
   * given states is absent.
   */
  readonly stream: readonly tf.Tensor3D[];
}

/** States that the lower blocks gave, `[batch, T, dim]`, in the place of these blocks. */
export interface GivenStates {
  readonly layers: number;
  readonly states: tf.Tensor3D;
}

/** The states that a graph is given as `trunk`, where it is: its weights then are those of the blocks above them, and of no other. */
export function givenStates(weights: Tensors, { trunk }: Tensors): GivenStates | undefined {
  if (trunk === undefined) return undefined;
  const present = Object.keys(weights).map((name) => layerOf(name) ?? Number.POSITIVE_INFINITY);
  return { layers: Math.min(...present), states: trunk as tf.Tensor3D };
}

/**
 * The decoder over whole sequences.
 * @param ids `[batch, T]` int32, left-padded
 * @param start `[batch]` int32, the column of each row's first token
 * @param from the first column that is wanted: the last block computes no other
 * @param given where it begins; at the embeddings unless given
 */
export function forward(
  weights: Tensors,
  config: LlamaConfig,
  ids: tf.Tensor2D,
  start: tf.Tensor1D,
  keep: KeepKeys = () => {},
  from = 0,
  given?: GivenStates,
): Hidden {
  const [batch, time] = ids.shape;
  const unflatten = (x: tf.Tensor) => x.reshape([batch, -1, config.hiddenSize]) as tf.Tensor3D;
  const everywhere = attendCausally(config, start, { batch, time, from: 0 }, keep);
  const atTheEnd = from === 0 ? everywhere : attendCausally(config, start, { batch, time, from }, keep);
  const first = given?.layers ?? 0;
  let x: tf.Tensor =
    given?.states.reshape([batch * time, config.hiddenSize]) ??
    embedding(weights["model.embed_tokens.weight"] as tf.Tensor2D, ids.flatten());
  const stream: tf.Tensor3D[] = new Array(first);
  stream.push(unflatten(x));
  for (let layer = first; layer < config.layers - 1; layer++) {
    x = block(weights, config, x, layer, everywhere);
    stream.push(unflatten(x));
  }
  x = block(weights, config, x, config.layers - 1, atTheEnd, (rows) => columnsFrom(rows, batch, from));
  stream.push(unflatten(x));
  return { last: unflatten(rmsNorm(x, weights["model.norm.weight"]!, config.rmsNormEps)), stream };
}

/** Logits `[rows, vocab]` of hidden states `[rows, dim]`. */
export const logitsOf = (weights: Tensors, hidden: tf.Tensor): tf.Tensor2D => project(weights, headOf(weights), hidden);

const headOf = (weights: Tensors): string =>
  "lm_head.weight" in weights || isFrozen(weights, "lm_head") ? "lm_head" : "model.embed_tokens";

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
