import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/**
 * Log-probabilities of the targets: `[n, vocab]` logits and `[n]` int32 targets give `[n]`.
 * The gradient, one-hot minus softmax, reuses the probabilities of the forward pass. The log-normaliser comes from the
 * largest probability, which can't underflow as the target's can.
 */
export function targetLogProbs(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const [count, vocab] = logits.shape;
  const places = tf.stack([tf.range(0, count, 1, "int32"), targets], 1); // [n, 2]
  const logProbs = withGradient((logits) => {
    const probabilities = tf.softmax(logits);
    const logNormaliser = logits.max(1).sub(probabilities.max(1).log());
    return {
      value: tf.gatherND(logits, places).sub(logNormaliser),
      saved: [probabilities, targets], // a caller's temporary would be gone by the backward pass
      gradients: (dy, [probabilities, targets]) => {
        const hot = tf.oneHot(targets as tf.Tensor1D, vocab).cast("float32");
        return [hot.sub(probabilities!).mul(dy.expandDims(1))];
      },
    };
  }, logits);
  return logProbs as tf.Tensor1D;
}
