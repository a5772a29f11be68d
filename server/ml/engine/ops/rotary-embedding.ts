import * as tf from "@tensorflow/tfjs";
import { isTracing, onnxOperator } from "../onnx/register-kernels.ts";
import { withGradient } from "./with-gradient.ts";

/**
 * Rotates each head by its position (Su et al. 2021) in Llama's half-split layout: a head's first half is paired with
 * its second. One operator of ONNX Runtime when traced. The gradient is the rotation back.
 * @param x `[batch, heads, time, headDim]`
 * @param cos `[positions, headDim / 2]`, as `sin`; a common factor scales the result
 * @param first scalar int32, the position of the first column
 */
export function rotaryEmbedding(x: tf.Tensor4D, cos: tf.Tensor2D, sin: tf.Tensor2D, first: tf.Scalar): tf.Tensor4D {
  const rotate = isTracing() ? fused : composed;
  const rotated = withGradient(
    (x) => ({
      value: rotate(x, cos, sin, first),
      saved: [cos, sin, first],
      gradients: (dy, [cos, sin, first]) => [rotate(dy, cos!, sin!.neg(), first!)],
    }),
    x,
  );
  return rotated as tf.Tensor4D;
}

function fused(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, first: tf.Tensor): tf.Tensor {
  const call = { op: "RotaryEmbedding", domain: "com.microsoft", attributes: {}, outputs: [x.shape] };
  return onnxOperator(call, [x, first.reshape([1]), cos, sin])[0]!;
}

function composed(x: tf.Tensor, cos: tf.Tensor, sin: tf.Tensor, first: tf.Tensor): tf.Tensor {
  const time = x.shape[2]!;
  const positions = tf.range(0, time, 1, "int32").add(first) as tf.Tensor1D;
  const [c, s] = [tf.gather(cos, positions), tf.gather(sin, positions)];
  const [a, b] = tf.split(x, 2, 3) as [tf.Tensor, tf.Tensor];
  return tf.concat([a.mul(c).sub(b.mul(s)), b.mul(c).add(a.mul(s))], 3);
}
