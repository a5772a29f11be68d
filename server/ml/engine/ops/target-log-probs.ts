import * as tf from "@tensorflow/tfjs";
import { isTracing, onnxOperator } from "../onnx/register-kernels.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Log-probabilities of the targets: `[n, vocab]` logits and `[n]` int32 targets, each in the vocabulary, give `[n]`.
 * The gradient, one-hot minus softmax, reuses the probabilities of the forward pass. The log-normaliser comes from the
 * largest probability, which can't underflow as the target's can.
 */
export function targetLogProbs(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Tensor1D {
  const rows = tf.range(0, logits.shape[0], 1, "int32");
  const logProbs = withGradient((logits) => {
    const probabilities = tf.softmax(logits);
    const logNormaliser = logits.max(1).sub(probabilities.max(1).log());
    const value = tf.gatherND(logits, tf.stack([rows, targets], 1)).sub(logNormaliser);
    return { value, saved: [probabilities, targets], gradients };
  }, logits);
  return logProbs as tf.Tensor1D;
}

function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [probabilities, targets] = saved as [tf.Tensor, tf.Tensor];
  const column = dy.expandDims(1);
  if (isTracing()) return [addAt(probabilities.mul(column.neg()), targets.expandDims(1), column)];
  return [tf.oneHot(targets, probabilities.shape[1]!).sub(probabilities).mul(column)];
}

/** Adds one value to a row each, in place: on `[2048, 2048]` ten times as fast as a one-hot matrix. */
function addAt(x: tf.Tensor, columns: tf.Tensor, values: tf.Tensor): tf.Tensor {
  const call = { op: "ScatterElements", domain: "", attributes: { axis: 1, reduction: "add" }, outputs: [x.shape] };
  return onnxOperator(call, [x, columns, values])[0]!;
}
