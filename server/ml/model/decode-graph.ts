import * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { type Attend, byLayer, HIDDEN_KEY, type KeepKeys, softCapped, turnsByLayer } from "./attention.ts";
import { block, embedded, finalNorm, forward, logitsOf } from "./llama.ts";
import { type LlamaConfig, windowOf } from "./llama-config.ts";

/**
 * Reads the prompts at once. It runs once where decoding runs often, so its weights are inputs: a session is not rebuilt for new ones.
 * @param trunkLayers lower blocks whose states are wanted
 * @param inputs `ids` `[batch, promptWindow]`, `start` `[batch]` and every weight
 * @returns `probabilities` `[batch, vocab]`, the `states` `[batch, dim]` they come from, per layer `keyN`, `valueN` `[batch * kvHeads, promptWindow, headDim]`,
 * and `trunk` `[batch, promptWindow, dim]` where it is wanted
 */
export function prefill(config: LlamaConfig, trunkLayers?: number): (inputs: Tensors) => Tensors {
  return (inputs) => {
    const ids = inputs.ids as tf.Tensor2D;
    const [batch, time] = ids.shape;
    const cache: Record<string, tf.Tensor> = {};
    const keep: KeepKeys = (layer, key, value) => {
      cache[`key${layer}`] = key;
      cache[`value${layer}`] = value;
    };
    const { last, stream } = forward(inputs, config, ids, inputs.start as tf.Tensor1D, keep, time - 1);
    const states = last.reshape([batch, config.hiddenSize]);
    const trunk = trunkLayers === undefined ? {} : { trunk: stream[trunkLayers]! };
    return { probabilities: tf.softmax(logitsOf(inputs, config, states)), states, ...cache, ...trunk };
  };
}

/**
 * One token for every row, with the caches as read-only inputs and only the new rows as output, because outputs are copied.
 * @param inputs `token` `[batch]`, `position` scalar int32, `start` `[batch]`, and per layer `keyN`, `valueN`
 * `[batch * kvHeads, time, headDim]`
 * @returns `probabilities` `[batch, vocab]`, the `states` `[batch, dim]` they come from, `rows` `[2 * layers, batch * kvHeads, headDim]`, keys and values in turn,
 * and `trunk` `[batch, dim]` where it is wanted
 */
export function decodeToken(
  config: LlamaConfig,
  batch: number,
  time: number,
  trunkLayers?: number,
): (inputs: Tensors, weights: Tensors) => Tensors {
  const { kvHeads, heads, headDim } = config;
  const group = heads / kvHeads;
  return (inputs, weights) => {
    const position = inputs.position as tf.Scalar;
    const turns = turnsByLayer(config, time);
    const heads4d = (x: tf.Tensor) => x.reshape([batch, -1, 1, headDim]) as tf.Tensor4D;
    const masks = byLayer(
      config,
      (layer) => windowOf(config, layer),
      (window) => pastMask(inputs.start as tf.Tensor1D, position, time, window),
    );
    const rows: tf.Tensor[] = [];
    const attend: Attend = (q, k, v, layer) => {
      const { query: turnQuery, key: turnKey } = turns[layer]!;
      const query = turnQuery(heads4d(q), position).reshape([batch * kvHeads, group, headDim]);
      const key = turnKey(heads4d(k), position).reshape([batch * kvHeads, 1, headDim]);
      const value = v.reshape([batch * kvHeads, 1, headDim]);
      rows.push(key, value);
      const past = tf.matMul(query, inputs[`key${layer}`]!, false, true);
      const own = query.mul(key).sum(-1, true);
      const scores = softCapped(tf.concat([past, own], 2), config.differences?.attentionSoftCap)
        .reshape([batch, kvHeads * group, time + 1])
        .add(masks[layer]!);
      const [pastShare, ownShare] = tf.split(
        tf.softmax(scores).reshape([batch * kvHeads, group, time + 1]),
        [time, 1],
        2,
      );
      return tf
        .matMul(pastShare!, inputs[`value${layer}`]!)
        .add(ownShare!.mul(value))
        .reshape([batch, heads * headDim]);
    };
    let x: tf.Tensor = embedded(weights, config, inputs.token as tf.Tensor1D);
    const trunk: Record<string, tf.Tensor> = {};
    for (let layer = 0; layer < config.layers; layer++) {
      x = block(weights, config, x, layer, attend);
      if (layer + 1 === trunkLayers) trunk.trunk = x;
    }
    const states = finalNorm(weights, config, x);
    return {
      probabilities: tf.softmax(logitsOf(weights, config, states)),
      states,
      rows: tf.stack(rows.map((row) => row.reshape([batch * kvHeads, headDim]))),
      ...trunk,
    };
  };
}

/** Scores to add to those of the cached columns and of the token itself, `[batch, 1, time + 1]`. */
function pastMask(start: tf.Tensor1D, position: tf.Scalar, time: number, window: number | null): tf.Tensor {
  const batch = start.shape[0];
  const column = tf.range(0, time, 1, "int32").reshape([1, 1, time]);
  const past = column.less(position);
  const near = window === null || window > time ? past : past.logicalAnd(column.greater(position.sub(window)));
  const seen = near.logicalAnd(column.greaterEqual(start.reshape([batch, 1, 1])));
  return tf.concat([tf.sub(1, seen.cast("float32")).mul(HIDDEN_KEY), tf.zeros([batch, 1, 1])], 2);
}
