import * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/**
 * `x` `[rows, in]` times a weight stored `[out, in]`: `[rows, out]`.
 * The weight is transposed first, which costs little, because ONNX Runtime multiplies by a transposed right factor at
 * about two thirds of the speed; neither product of the gradient has one. It would fold a plain transposition back into
 * the product, so the axes are swapped around a third one.
 */
export function linear(x: tf.Tensor2D, weight: tf.Tensor2D): tf.Tensor2D {
  const product = withGradient(
    (x, weight) => ({
      value: tf.matMul(x as tf.Tensor2D, swapped(weight)),
      saved: [x, weight],
      gradients: (dy, [x, weight]) => [tf.matMul(dy, weight!), tf.matMul(dy, x!, true, false)],
    }),
    x,
    weight,
  );
  return product as tf.Tensor2D;
}

function swapped(weight: tf.Tensor): tf.Tensor2D {
  const [rows, columns] = weight.shape as [number, number];
  return weight.reshape([rows, columns, 1]).transpose([1, 0, 2]).reshape([columns, rows]);
}
