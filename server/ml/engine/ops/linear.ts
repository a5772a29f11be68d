import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/**
 * `x` `[rows, in]` times a weight stored `[out, in]`: `[rows, out]`.
 * The weight is transposed first, which costs little: ONNX Runtime multiplies by a transposed right factor at half the
 * speed. Neither product of the gradient has one either.
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  const product = withGradient(
    (x, weight) => ({
      value: tf.matMul(x as tf.Tensor2D, weight.transpose() as tf.Tensor2D),
      saved: [x, weight],
      gradients: (dy, [x, weight]) => [tf.matMul(dy, weight!), tf.matMul(dy, x!, true, false)],
    }),
    x,
    weight,
  );
  return product as tf.Tensor2D;
}
