import type * as tf from "@tensorflow/tfjs";
import type { Tensors } from "../engine/engine.ts";
import { embedding, geluTanh, linear, rmsNorm, silu } from "../engine/ops.ts";
import { type Attend, attendCausally, type KeepKeys, softCapped } from "./attention.ts";
import { BLOCK_NORMS, type LlamaConfig } from "./llama-config.ts";
import { isFrozen, layerOf, projectFrozen } from "./low-rank-adapter.ts";

/**
 * `x` `[rows, in]` times a matrix of the model: the one that training moves, `NAME.weight` `[out, in]`, or a frozen one with what an
 * adapter adds to it (see `low-rank-adapter.ts`).
 */
export function project(weights: Tensors, name: string, x: tf.Tensor): tf.Tensor2D {
  const trained = weights[`${name}.weight`];
  return trained === undefined ? projectFrozen(weights, name, x) : linear(x as tf.Tensor2D, trained as tf.Tensor2D);
}

/** A norm of the model over the last axis. */
function normed(weights: Tensors, config: LlamaConfig, name: string, x: tf.Tensor): tf.Tensor {
  const weight = weights[`${name}.weight`]!;
  return rmsNorm(x, config.differences?.normPlusOne ? weight.add(1) : weight, config.rmsNormEps);
}

/** What the norm before the output matrix makes of the residual stream. */
export const finalNorm = (weights: Tensors, config: LlamaConfig, x: tf.Tensor): tf.Tensor =>
  normed(weights, config, "model.norm", x);

/** Embeddings of tokens `[n]` int32, as the first block reads them: `[n, dim]`. */
export function embedded(weights: Tensors, config: LlamaConfig, ids: tf.Tensor1D): tf.Tensor2D {
  const rows = embedding(weights["model.embed_tokens.weight"] as tf.Tensor2D, ids);
  const { embeddingMultiplier } = config.differences ?? {};
  return embeddingMultiplier === undefined ? rows : rows.mul(embeddingMultiplier);
}

/**
 * One decoder block on `x` `[rows, dim]`: attention and a gated perceptron, each normed as the family does and added to the residual stream.
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
  const { attentionBias = "", mlpBias, norms = "before", activation, residualMultiplier } = config.differences ?? {};
  const norm = (name: string | null, rows: tf.Tensor) =>
    name === null ? rows : normed(weights, config, `${at}.${name}`, rows);
  const times = (rows: tf.Tensor, name: string, isBiased = false): tf.Tensor2D => {
    const product = project(weights, `${at}.${name}`, rows);
    return isBiased ? product.add(weights[`${at}.${name}.bias`]!) : product;
  };
  const added = (stream: tf.Tensor, rows: tf.Tensor) =>
    stream.add(residualMultiplier === undefined ? rows : rows.mul(residualMultiplier));

  const [before, after] = BLOCK_NORMS[norms].attention;
  const read = norm(before, x);
  const queries = times(kept(read), "self_attn.q_proj", attentionBias.includes("q"));
  const keys = times(read, "self_attn.k_proj", attentionBias.includes("k"));
  const mixed = attend(
    normedHeads(weights, config, `${at}.self_attn.q_norm`, queries),
    normedHeads(weights, config, `${at}.self_attn.k_norm`, keys),
    times(read, "self_attn.v_proj", attentionBias.includes("v")),
    layer,
  );
  const attended = added(kept(x), norm(after, times(mixed, "self_attn.o_proj", attentionBias.includes("o"))));
  const [beforeMlp, afterMlp] = BLOCK_NORMS[norms].mlp;
  const inner = norm(beforeMlp, attended);
  const act = activation === "gelu_pytorch_tanh" ? geluTanh : silu;
  const gate = act(times(inner, "mlp.gate_proj", mlpBias));
  const out = times(gate.mul(times(inner, "mlp.up_proj", mlpBias)), "mlp.down_proj", mlpBias);
  return added(attended, norm(afterMlp, out));
}

/** Queries or keys `[rows, heads * headDim]`, normed where the family does so: each head by itself, or all heads as one vector. */
function normedHeads(weights: Tensors, config: LlamaConfig, name: string, x: tf.Tensor2D): tf.Tensor2D {
  const { queryKeyNorm } = config.differences ?? {};
  if (queryKeyNorm === undefined) return x;
  if (queryKeyNorm === "width") return normed(weights, config, name, x) as tf.Tensor2D;
  return normed(weights, config, name, x.reshape([-1, config.headDim])).reshape(x.shape);
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
    given?.states.reshape([batch * time, config.hiddenSize]) ?? embedded(weights, config, ids.flatten());
  const stream: tf.Tensor3D[] = new Array(first);
  stream.push(unflatten(x));
  for (let layer = first; layer < config.layers - 1; layer++) {
    x = block(weights, config, x, layer, everywhere);
    stream.push(unflatten(x));
  }
  x = block(weights, config, x, config.layers - 1, atTheEnd, (rows) => columnsFrom(rows, batch, from));
  stream.push(unflatten(x));
  return { last: unflatten(finalNorm(weights, config, x)), stream };
}

/** Logits `[rows, vocab]` of hidden states `[rows, dim]`. */
export function logitsOf(weights: Tensors, config: LlamaConfig, hidden: tf.Tensor): tf.Tensor2D {
  const { logitsScaling, logitSoftCap } = config.differences ?? {};
  const logits = project(weights, headOf(weights), hidden);
  return softCapped(logitsScaling === undefined ? logits : logits.div(logitsScaling), logitSoftCap);
}

const headOf = (weights: Tensors): string =>
  "lm_head.weight" in weights || isFrozen(weights, "lm_head") ? "lm_head" : "model.embed_tokens";
