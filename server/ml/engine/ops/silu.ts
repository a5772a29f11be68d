import type * as tf from "@tensorflow/tfjs";
import { withGradient } from "./with-gradient.ts";

/** `x * sigmoid(x)` (Elfwing et al. 2017), with the gradient `sigmoid(x) + y * (1 - sigmoid(x))`. */
export function silu(x: tf.Tensor): tf.Tensor {
  return withGradient((x) => {
    const gate = x.sigmoid();
    const value = x.mul(gate);
    return { value, saved: [gate, value], gradients };
  }, x);
}

function gradients(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [gate, y] = saved as [tf.Tensor, tf.Tensor];
  return [dy.mul(gate.add(y.sub(y.mul(gate))))];
}
