import * as tf from "@tensorflow/tfjs";
import { rotaryEmbedding } from "../engine/ops.ts";
import { type LlamaConfig, ropeOf, windowOf } from "./llama-config.ts";
import { type Rope, ropeFrequencies } from "./rope.ts";

/** Added to the score of a key that must not be seen. */
export const HIDDEN_KEY = -1e9;

/** What one block needs to attend: given the projected queries, keys and values, the mixed values `[rows, heads * headDim]`. */
export type Attend = (q: tf.Tensor2D, k: tf.Tensor2D, v: tf.Tensor2D, layer: number) => tf.Tensor;

/** Called with each layer's rotated keys and values, `[batch * kvHeads, T, headDim]`: what a decoder caches. */
export type KeepKeys = (layer: number, key: tf.Tensor, value: tf.Tensor) => void;

/** Something for each layer, made once where layers ask for the same. */
export function byLayer<Key, Made>(
  { layers }: LlamaConfig,
  keyOf: (layer: number) => Key,
  make: (key: Key) => Made,
): readonly Made[] {
  const made = new Map<string, Made>();
  return Array.from({ length: layers }, (_, layer) => {
    const key = keyOf(layer);
    const name = JSON.stringify(key);
    if (!made.has(name)) made.set(name, make(key));
    return made.get(name)!;
  });
}

/** Scores to add, `[batch, 1, 1, T - from, T]`: a column sees itself, and as many earlier ones as the window has, that are no padding. */
function causalMask(start: tf.Tensor1D, time: number, from: number, window: number | null): tf.Tensor {
  const key = tf.range(0, time, 1, "int32").reshape([1, 1, time]);
  const query = tf.range(from, time, 1, "int32").reshape([1, time - from, 1]);
  const past = key.lessEqual(query);
  const near = window === null || window >= time ? past : past.logicalAnd(key.greater(query.sub(window)));
  const seen = near.logicalAnd(key.greaterEqual(start.reshape([-1, 1, 1])).logicalOr(key.equal(query)));
  return tf.sub(1, seen.cast("float32")).mul(HIDDEN_KEY).expandDims(1).expandDims(1);
}

/** Splits `[batch * time, heads * headDim]` into `[batch, heads, time, headDim]`. */
function splitHeads(x: tf.Tensor2D, batch: number, headDim: number): tf.Tensor4D {
  const [rows, width] = x.shape;
  return x.reshape([batch, rows / batch, width / headDim, headDim]).transpose([0, 2, 1, 3]) as tf.Tensor4D;
}

export interface Columns {
  readonly batch: number;
  readonly time: number;
  /** The first column with a query. */
  readonly from: number;
}

/** Attention of whole sequences, of which the columns from `from` on have queries. */
export function attendCausally(
  config: LlamaConfig,
  start: tf.Tensor1D,
  { batch, time, from }: Columns,
  keep: KeepKeys,
): Attend {
  const { kvHeads, heads, headDim } = config;
  const group = heads / kvHeads;
  const queries = time - from;
  const masks = byLayer(
    config,
    (layer) => windowOf(config, layer),
    (window) => causalMask(start, time, from, window),
  );
  const turns = turnsByLayer(config, time);
  const split = (x: tf.Tensor2D) => splitHeads(x, batch, headDim);
  return (q, k, v, layer) => {
    const { query: turnQuery, key: turnKey } = turns[layer]!;
    const query = turnQuery(split(q), tf.scalar(from, "int32")).reshape([batch * kvHeads, group * queries, headDim]);
    const key = turnKey(split(k), tf.scalar(0, "int32")).reshape([batch * kvHeads, time, headDim]);
    const value = split(v).reshape([batch * kvHeads, time, headDim]);
    keep(layer, key, value);
    const scores = tf.matMul(query, key, false, true).reshape([batch, kvHeads, group, queries, time]);
    const shares = tf.softmax(softCapped(scores, config.differences?.attentionSoftCap).add(masks[layer]!));
    const mixed = tf.matMul(shares.reshape([batch * kvHeads, group * queries, time]), value);
    return mixed
      .reshape([batch, heads, queries, headDim])
      .transpose([0, 2, 1, 3])
      .reshape([batch * queries, heads * headDim]);
  };
}

/** Numbers squashed to lie within a cap, where there is one. */
export const softCapped = <T extends tf.Tensor>(x: T, cap: number | undefined): T =>
  cap === undefined ? x : x.div(cap).tanh().mul(cap);

/** Turns heads `[batch, heads, time, headDim]`, whose first column stands at a position, as a layer does. */
export type TurnHeads = (heads: tf.Tensor4D, first: tf.Scalar) => tf.Tensor;

/** Of each layer. Queries carry the factor of the scores, which so need no pass of their own. */
export function turnsByLayer(
  config: LlamaConfig,
  positions: number,
): readonly { readonly query: TurnHeads; readonly key: TurnHeads }[] {
  const scale = config.differences?.attentionMultiplier ?? 1 / Math.sqrt(config.headDim);
  return byLayer(
    config,
    (layer) => ropeOf(config, layer),
    (rope) => {
      if (rope === null) return { query: (x) => x.mul(scale), key: (x) => x };
      const ofKeys = rotaryTable(config, rope, positions);
      const ofQueries = rotaryTable(config, rope, positions, scale);
      return {
        query: (x, first) => rotaryEmbedding(x, ofQueries.cos, ofQueries.sin, first),
        key: (x, first) => rotaryEmbedding(x, ofKeys.cos, ofKeys.sin, first),
      };
    },
  );
}

/**
 * Angles of the rotary positions. Scores depend on the distance of two positions alone, so the column of a left-padded
 * batch serves as position.
 */
interface RotaryTable {
  /** `[positions, headDim / 2]` */
  readonly cos: tf.Tensor2D;
  readonly sin: tf.Tensor2D;
}

/**
 * @param scale a factor of what is rotated
 * @throws Error for more positions than the model's context where their frequencies would depend on the length of each text
 */
function rotaryTable({ headDim, context }: LlamaConfig, rope: Rope, positions: number, scale = 1): RotaryTable {
  if (rope.scaling?.type === "dynamic" && positions > context)
    throw new Error(`with dynamic rotary positions texts have at most ${context} tokens, the model's context`);
  const half = headDim / 2;
  const frequencies = ropeFrequencies(rope, headDim);
  const angles = Float64Array.from(
    { length: positions * half },
    (_, i) => Math.floor(i / half) * frequencies[i % half]!,
  );
  const table = (of: (angle: number) => number) =>
    tf.tensor2d(
      Float32Array.from(angles, (angle) => scale * of(angle)),
      [positions, half],
    );
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
