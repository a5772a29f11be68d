import * as tf from "@tensorflow/tfjs";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";

/** Tokens that may each be the right one: `logits` and `weights` `[n, vocab]`. */
export interface SoftTargets {
  readonly logits: tf.Tensor2D;
  readonly weights: tf.Tensor2D;
}

/**
 * Mean negative log-likelihood of the targets, in nats a token.
 * @param logits `[n, vocab]`
 * @param targets `[n]` int32
 * @param weights `[n]`, 0 on padding and on tokens that are not to be learnt
 * @param soft counts with the others, each token by its weight
 */
export function nextTokenLoss(
  logits: tf.Tensor2D,
  targets: tf.Tensor1D,
  weights: tf.Tensor1D,
  soft?: SoftTargets,
): tf.Scalar {
  const sum = targetLogProbs(logits, targets).mul(weights).sum();
  if (soft === undefined) return sum.neg().div(weights.sum().maximum(1)) as tf.Scalar;
  const softSum = tf.logSoftmax(soft.logits).mul(soft.weights).sum();
  return sum.add(softSum).neg().div(weights.sum().add(soft.weights.sum()).maximum(1)) as tf.Scalar;
}
