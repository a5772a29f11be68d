import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/**
 * Log-probabilities of the targets: `[n, vocab]` logits and `[n]` int32 targets, each in the vocabulary, give `[n]`.
 * The gradient, one-hot minus softmax, reuses the probabilities of the forward pass. The log-normaliser comes from the
 * largest probability, which can't underflow as the target's can.
 */
export function targetLogProbs(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const places = tf.stack([tf.range(0, logits.shape[0], 1, "int32"), targets], 1); // [n, 2]
  const logProbs = withGradient((logits) => {
    const probabilities = tf.softmax(logits);
    const logNormaliser = logits.max(1).sub(probabilities.max(1).log());
    const value = tf.gatherND(logits, places).sub(logNormaliser);
    return { value, saved: [probabilities, places], gradients };
  }, logits);
  return logProbs as tf.Tensor1D;
}

/** Writes the targets' entries into the rest, which is cheaper than a one-hot matrix of `[n, vocab]`. */
function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [probabilities, places] = saved as [tf.Tensor, tf.Tensor];
  const others = probabilities.mul(dy.neg().expandDims(1));
  const atTargets = dy.mul(tf.sub(1, tf.gatherND(probabilities, places)));
  return [tf.tensorScatterUpdate(others, places, atTargets)];
}
