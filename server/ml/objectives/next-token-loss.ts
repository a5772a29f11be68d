import type * as tf from "@tensorflow/tfjs";
import { targetLogProbs } from "../engine/ops/target-log-probs.ts";

/**
 * Mean negative log-likelihood of the targets, in nats a token.
 * @param logits `[n, vocab]`
 * @param targets `[n]` int32
 * @param weights `[n]`, 0 on padding and on tokens that are not to be learnt
 */
export function nextTokenLoss(logits: tf.Tensor2D, targets: tf.Tensor1D, weights: tf.Tensor1D): tf.Scalar {
  return targetLogProbs(logits, targets).mul(weights).sum().neg().div(weights.sum().maximum(1)) as tf.Scalar;
}
